"""How things are said that are not written as they sound: the tables behind `pronunciation`.

Respellings were chosen by the phonemes eSpeak NG makes of them; Piper's voices are fed by the same phonemes. A letter
spelled out is a capital, except A, which as a word of its own would be read as the article.
"""

from collections.abc import Mapping
from typing import Final

# ruff: noqa: RUF001  (the keys of a table of look-alike characters look alike)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LETTER_A: Final = "eigh"
"""Read like the first letter of the alphabet in every position ("A" alone comes out as "uh")."""

ABBREVIATIONS: Final[Mapping[str, str]] = {
    "i.e.": "that is",
    "e.g.": "for example",
    "etc.": "et cetera",
    "vs.": "versus",
    "cf.": "compare",
    "et al.": "and others",
    "approx.": "approximately",
    "resp.": "respectively",
    "incl.": "including",
    "excl.": "excluding",
    "est.": "estimated",
    "avg.": "average",
    "max.": "maximum",
    "min.": "minimum",
    "no.": "number",
    "nos.": "numbers",
    "fig.": "figure",
    "eq.": "equation",
    "sec.": "section",
    "ch.": "chapter",
    "vol.": "volume",
    "pp.": "pages",
    "dept.": "department",
    "inc.": "incorporated",
    "ltd.": "limited",
    "dr.": "Doctor",
    "mr.": "Mister",
    "mrs.": "Missus",
    "ms.": "Miz",
    "prof.": "Professor",
    "st.": "Saint",
    "a.m.": "eigh-M",
    "p.m.": "P-M",
    "u.s.": "U-S",
    "u.k.": "U-K",
    "e.u.": "E-U",
}
"""Lower case, with their points; matched in any case."""
MAY_END_SENTENCE: Final = frozenset(
    {"etc.", "et al.", "a.m.", "p.m.", "u.s.", "u.k.", "e.u.", "inc.", "ltd."}
)
"""Abbreviations after which a capital letter starts a new sentence."""
ONLY_WITH_NUMBER: Final = frozenset(
    {"no.", "nos.", "fig.", "eq.", "sec.", "ch.", "vol.", "pp.", "max.", "min."}
)
"""Abbreviations only before a number: "No. 3" but "No. Then …"."""
TITLES: Final = frozenset({"st.", "dr.", "mr.", "mrs.", "ms.", "prof."})
"""Abbreviations only with a capital: "Ms. Lee" but "within 100 ms. Then …"."""

WRITTEN: Final[Mapping[str, str]] = {
    "A/B": "eigh-B",
    "A/B/n": "eigh-B-N",
    "I/O": "I-O",
    "24/7": "twenty-four seven",
    "1/2": "one half",
    "1/3": "one third",
    "2/3": "two thirds",
    "1/4": "one quarter",
    "3/4": "three quarters",
    "and/or": "or",
    "w/o": "without",
    "w/": "with ",
    "n/a": "not applicable",
    "N/A": "not applicable",
    "C++": "C plus plus",
    "C#": "C sharp",
    "k8s": "Kubernetes",
    "K8s": "Kubernetes",
}
"""With signs or digits in them; taken as they stand, between blanks or punctuation."""

NAMES: Final[Mapping[str, str]] = {
    "ie": "that is",
    "eg": "for example",
    "vs": "versus",
    "etc": "et cetera",
    "approx": "approximately",
    "rps": "requests per second",
    "qps": "queries per second",
    "tps": "transactions per second",
    "req": "requests",
    "reqs": "requests",
    "secs": "seconds",
    "mins": "minutes",
    "hrs": "hours",
    "XGBoost": "X-G Boost",
    "LightGBM": "Light G-B-M",
    "CatBoost": "Cat Boost",
    "PyTorch": "pie torch",
    "TensorFlow": "tensor flow",
    "TensorRT": "tensor R-T",
    "TorchServe": "torch serve",
    "MLflow": "M-L flow",
    "MLOps": "M-L ops",
    "DevOps": "dev ops",
    "Kubeflow": "cube flow",
    "NumPy": "num pie",
    "SciPy": "sigh pie",
    "PySpark": "pie spark",
    "PyPI": "pie P-I",
    "sklearn": "S-K learn",
    "gRPC": "G-R-P-C",
    "kNN": "K-N-N",
    "FAISS": "face",
    "Faiss": "face",
    "ScaNN": "scan",
    "ONNX": "onix",
    "CUDA": "cooda",
    "Redis": "red iss",
    "SQL": "sequel",
    "MySQL": "my sequel",
    "NoSQL": "no sequel",
    "SQLite": "sequel light",
    "PostgreSQL": "post gress",
    "Postgres": "post gress",
    "DynamoDB": "dynamo D-B",
    "MongoDB": "mongo D-B",
    "BigQuery": "big query",
    "JSON": "jason",
    "YAML": "yammel",
    "nginx": "engine X",
    "OAuth": "oh auth",
    "SaaS": "sass",
    "ReLU": "ray loo",
    "GELU": "gell oo",
    "LoRA": "laura",
    "QLoRA": "Q laura",
    "BERT": "bert",
    "SHAP": "shap",
    "LIME": "lime",
    "SMOTE": "smote",
    "MAPE": "mape",
    "RAG": "rag",
    "DAG": "dag",
    "DAGs": "dags",
    "RAM": "ram",
    "SOTA": "sota",
    "GAN": "gan",
    "GANs": "gans",
    "recsys": "reck sis",
    "AdaGrad": "ada grad",
    "MMoE": "M-M-O-E",
    "MoE": "M-O-E",
    "iPhone": "eye phone",
    "iOS": "eye O-S",
    "YouTube": "you tube",
    "LinkedIn": "linked in",
    "GitHub": "git hub",
    "DeepFM": "deep F-M",
    "log-loss": "log loss",
    "softmax": "soft max",
    "argmax": "arg max",
    "backprop": "back prop",
    "hyperparameter": "hyper parameter",
    "hyperparameters": "hyper parameters",
    "idempotent": "eye dem potent",
}
"""Matched as they are written, case and all, where no letter stands beside them."""

SPELLED: Final = frozenset(
    _words("""
    AB AI ALS ANN API APM AR ASR ATE AUC AUPRC AUROC AWS BCE BI BM CDC CDF CDN CE CEO CI CLI CNN CPA CPC
    CPM CPU CRM CS CTA CTO CTR CV CVR DAU DB DCG DCN DE DL DLQ DLRM DNN DNS DPO DQN DR DSP DVC EC ECE ECS
    EDA EKS ELT EM EMA EMR ERP ES ETA ETL EU FAQ FIFO FM FN FP FPR FTRL GA GB GBDT GBM GBT GCP GCS GDPR
    GKE GLM GMM GMV GNN GPT GPU GRU HBM HDFS HMM HNSW HPA HPO HR HTML HTTP HTTPS IAM ICL ID IDE IDF IID IO
    IP IPS ISP IV IVF JS JVM JWT KB KDD KL KNN KPI KS KV LB LFU LGBM LLM LR LRU LSH LSTM LTR LTV MAB MAE
    MAU MB MCMC MDE MDP MF ML MLE MLM MLP MRR MSE MTTR MVP NCF NDCG NER NFS NLP NLU NMS NN NPS NPU OCR OKR
    OLTP OOD OOM OOV OPE ORM OS PCA PDF PDP PII PK PM POC PPO PQ PR PSI PSR QA QPS RBAC RDS RF RFM RGB RL
    RLHF RMSE RNN ROC ROI RPC RPM RPS RTB SDK SEO SFT SGD SKU SLA SLI SLO SMS SNR SRE SRM SSD SSE SSH SSL
    SSO SVD SVM TB TCO TCP TF TFX TLB TLS TN TP TPR TPS TPU TSDB TTFT TTL TTS TV UAT UCB UDF UDP UI UK UPS
    URI URL US USD USP UUID UX VAE VC VIF VM VP VPC VPN WAF WER XAI XML
    """)
)
"""Read letter by letter, in the plural too ("GPUs"); capitals without a vowel are spelled without being listed."""

LABELS: Final = _words(
    "option plan model variant version group arm team type class grade bucket treatment region service "
    "system approach design experiment vitamin section part step case campaign"
)
"""Words after which a capital A is a letter."""

SYMBOLS: Final[Mapping[str, str]] = {
    "‘": "'",
    "’": "'",
    "‚": "'",
    "‛": "'",
    "′": "'",
    "ʼ": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "‟": '"',
    "«": '"',
    "»": '"',
    "″": '"',
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "−": "-",
    "—": " - ",
    "―": " - ",
    "×": " times ",
    "⋅": " times ",
    "÷": " divided by ",
    "±": " plus or minus ",
    "≥": ">=",
    "⩾": ">=",
    "≤": "<=",
    "⩽": "<=",
    "≠": "!=",
    "≈": "~",
    "∼": "~",
    "≃": "~",
    "→": "->",
    "⟶": "->",
    "⇒": "=>",
    "←": "<-",
    "∞": " infinity ",
    "√": " the square root of ",
    "∑": " the sum of ",
    "∈": " in ",
    "∝": " proportional to ",
    "°": " degrees ",
    "№": " number ",
    "•": "-",
    "‣": "-",
    "◦": "-",
    "∙": "-",
    "·": " ",
    "\u00ad": "",
    "\u200b": "",
    "\u200c": "",
    "\u200d": "",
    "\ufeff": "",
    "\ufe0f": "",
    "™": " ",
    "®": " ",
    "©": " ",
    "ß": "ss",
    "æ": "ae",
    "ø": "o",
    "µ": "u",
    "μ": "u",
    "α": " alpha ",
    "β": " beta ",
    "γ": " gamma ",
    "δ": " delta ",
    "Δ": " delta ",
    "ε": " epsilon ",
    "η": " eta ",
    "θ": " theta ",
    "κ": " kappa ",
    "λ": " lambda ",
    "π": " pie ",
    "ρ": " rho ",
    "σ": " sigma ",
    "Σ": " the sum of ",
    "τ": " tau ",
    "φ": " fie ",
    "χ": " kai ",
    "ω": " omega ",
}

SUPERSCRIPTS: Final = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ", "-+0123456789n")

OPERATORS: Final[Mapping[str, str]] = {
    "->": "to",
    "=>": "so",
    "<-": "from",
    ">=": "at least",
    "<=": "at most",
    "!=": "not equal to",
    "==": "equals",
    "&&": "and",
    "||": "or",
    "=": "equals",
    ">": "more than",
    "<": "less than",
    "&": "and",
    "+": "plus",
    "@": "at",
    "%": "percent",
    "$": "dollars",
    "£": "pounds",
    "€": "euros",
    "¥": "yen",
}
"""What is left of symbols once numbers are words; longer ones first."""

MAGNITUDES: Final[Mapping[str, str]] = {
    "k": "thousand",
    "K": "thousand",
    "M": "million",
    "mn": "million",
    "mln": "million",
    "B": "billion",
    "bn": "billion",
    "T": "trillion",
    "tn": "trillion",
}
"""Right after a number."""

UNITS: Final[Mapping[str, tuple[str, str]]] = {
    "%": ("percent", "percent"),
    "pp": ("percentage point", "percentage points"),
    "bps": ("basis point", "basis points"),
    "ns": ("nanosecond", "nanoseconds"),
    "us": ("microsecond", "microseconds"),
    "ms": ("millisecond", "milliseconds"),
    "s": ("second", "seconds"),
    "sec": ("second", "seconds"),
    "min": ("minute", "minutes"),
    "h": ("hour", "hours"),
    "hr": ("hour", "hours"),
    "d": ("day", "days"),
    "w": ("week", "weeks"),
    "mo": ("month", "months"),
    "y": ("year", "years"),
    "yr": ("year", "years"),
    "KB": ("kilobyte", "kilobytes"),
    "kB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"),
    "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"),
    "PB": ("petabyte", "petabytes"),
    "KiB": ("kibibyte", "kibibytes"),
    "MiB": ("mebibyte", "mebibytes"),
    "GiB": ("gibibyte", "gibibytes"),
    "Mbps": ("megabit per second", "megabits per second"),
    "Gbps": ("gigabit per second", "gigabits per second"),
    "Hz": ("hertz", "hertz"),
    "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"),
    "dB": ("decibel", "decibels"),
    "fps": ("frame per second", "frames per second"),
    "km": ("kilometre", "kilometres"),
    "kg": ("kilogram", "kilograms"),
    "W": ("watt", "watts"),
    "kW": ("kilowatt", "kilowatts"),
    "x": ("time", "times"),
    "am": ("eigh-M", "eigh-M"),
    "pm": ("P-M", "P-M"),
    "px": ("pixel", "pixels"),
}
"""After a number, with or without a space: singular, plural."""
ATTACHED: Final = frozenset({"d", "w", "y", "x", "W", "mo"})
"""Units only right after the number, since apart they are words or letters of their own."""

PER: Final[Mapping[str, str]] = {
    "s": "second",
    "sec": "second",
    "second": "second",
    "min": "minute",
    "minute": "minute",
    "h": "hour",
    "hr": "hour",
    "hour": "hour",
    "d": "day",
    "day": "day",
    "wk": "week",
    "week": "week",
    "mo": "month",
    "month": "month",
    "yr": "year",
    "year": "year",
}
"""After a slash: "10k/s", "requests/day"."""

CURRENCIES: Final[Mapping[str, tuple[str, str]]] = {
    "$": ("dollar", "dollars"),
    "£": ("pound", "pounds"),
    "€": ("euro", "euros"),
    "¥": ("yen", "yen"),
}

MONTHS: Final = _words(
    "January February March April May June July August September October November December"
)
