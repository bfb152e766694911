"""A small problem and track in code, so that these tests say what they rest on."""

from dataclasses import replace
from types import MappingProxyType

from voice_interviewer.interview.interviewer import Brief
from voice_interviewer.values import (
    Constraint,
    Criterion,
    Difficulty,
    Fact,
    Ground,
    HintText,
    Phase,
    ProbeRule,
    ProbeWhen,
    Problem,
    Rubric,
    Term,
    Track,
    WrongTurn,
)

DIMENSIONS = (
    "framing",
    "data",
    "features",
    "modelling",
    "serving",
    "experimentation",
    "monitoring",
    "communication",
)


def _phase(slug: str, minutes: float, dimensions: tuple[str, ...], title: str = "") -> Phase:
    name = title or slug.title()
    return Phase(
        slug=slug,
        title=name,
        minutes_60=minutes * 4 / 3,
        minutes_45=minutes,
        dimensions=dimensions,
        opening=(f"How do you begin with {name.lower()}?", f"What comes first in {name.lower()}?"),
        handover=(f"Let's move to {name.lower()}.", f"On to {name.lower()}."),
    )


def ground(
    name: str, phase: str, dimension: str, phrases: tuple[str, ...], anchor: int = 3, asks: int = 2
) -> Ground:
    assert anchor in (3, 5)
    return Ground(
        id=name,
        phase=phase,
        dimension=dimension,
        anchor=3 if anchor == 3 else 5,
        title=name.replace("-", " "),
        phrases=phrases,
        ask=tuple(f"What about {name.replace('-', ' ')}, version {number}?" for number in range(asks)),
        sounds_like=f"I would think of {name.replace('-', ' ')}, because otherwise it fails.",
    )


LINES = {
    "greeting": (
        "Hello, good to meet you.",
        "Hi there, welcome.",
        "Welcome, and thank you for coming in today.",
    ),
    "greeting_rough": ("My hearing is rough today, so type if you like.",),
    "greeting_back": ("Hello to you.",),
    "listening": ("I am listening.", "Go on."),
    "take_up": ("Take up {phase} again.",),
    "go_deeper": ("Your call, there is time.",),
    "go_on": ("Your call, but time is short.",),
    "your_focus": ("Your call, go where the risk is.",),
    "verdict": ("The scorecard will say.",),
    "team_reply": ("We mostly look after old models.",),
    "problem_intro": ("Here is the problem.", "Now the problem."),
    "not_caught": ("Sorry, I did not catch that.", "Could you say that once more?"),
    "acknowledgement": ("Okay.", "Right.", "I see."),
    "deeper": ("Why that one?", "What does that cost?", "What breaks first?"),
    "your_call": ("That is your call. Say what you assume.", "You decide. State an assumption."),
    "hint_offer": (
        "Take your time. Would a hint help?",
        "No hurry. Do you want a hint?",
        "There is time. Shall I give you a hint?",
    ),
    "hint_none_left": ("There are no hints left.", "That was the last hint."),
    "thinking": ("Take your time.",),
    "thinking_offer": ("Still here. Would a nudge help?", "No rush. Would you like a nudge?"),
    "repeat": ("Once more.", "Here it is again."),
    "rephrase": ("Put differently.", "In other words."),
    "slower": ("I will slow down.",),
    "easier_switch": ("Let's take an easier one.",),
    "harder_switch": ("Let's take a harder one.",),
    "easier_later": ("I will ask for less at a time.",),
    "harder_later": ("I will push harder.",),
    "skip": ("We will leave that.", "We skip that."),
    "time_left": ("We have about {minutes} left.", "About {minutes} to go."),
    "pause": ("Paused. Say resume to go on.",),
    "resume": ("Welcome back.",),
    "take_back": ("Sorry. Please go on.",),
    "wrap_up": ("Then let's finish here.",),
    "redirect_model": ("Let me pull you back from the model.",),
    "narrow": ("Let's take one piece of that.",),
    "contradiction": ("Earlier it was {earlier}, now {now}. Which one holds?",),
    "number": ("Where does {number} come from?", "How did you get to {number}?"),
    "constraint": ("Let me change something.",),
    "time_nudge": ("Time is getting short here.",),
    "wrap_question": ("What would you change with more time?",),
    "candidate_question": ("What would you like to ask me?", "Is there anything you want to know?"),
    "candidate_question_reply": ("It depends on the team.",),
    "farewell": ("Thank you, that is our time.",),
    "resume_pickup": ("We stopped at {phase}.",),
    "focus_intro": ("Only {phase} today.",),
    "hostile": ("Let's stay with the design.", "Back to the system.", "Let's return to the question."),
}

TRACK = Track(
    id="ml-system-design",
    title="ML system design",
    persona="You are a principal engineer who interviews other engineers.",
    phases=(
        _phase("requirements", 8, ("framing", "communication")),
        _phase("data-and-features", 11, ("data", "features"), "Data and features"),
        _phase("modelling", 8, ("modelling",)),
        _phase("serving", 8, ("serving",)),
        _phase("monitoring", 8, ("experimentation", "monitoring")),
        _phase("wrap-up", 2, ("communication",), "Wrap-up"),
    ),
    rubric=Rubric(
        "ml-system-design@1",
        tuple(
            Criterion(name, name.title(), MappingProxyType({1: "a", 3: "b", 5: "c"})) for name in DIMENSIONS
        ),
    ),
    ground=(
        ground("business-goal", "requirements", "framing", ("business goal|objective",)),
        ground("scale", "requirements", "framing", ("scale", "requests|transactions second")),
        ground(
            "labels", "data-and-features", "data", ("label|labels from|source|reviewers", "delayed label")
        ),
        ground("imbalance", "data-and-features", "data", ("class imbalance", "rare positive|case|event")),
        ground("feature-store", "data-and-features", "features", ("feature-store|online-store",), asks=3),
        ground("skew", "data-and-features", "features", ("training serving skew",), anchor=5),
        ground("baseline", "modelling", "modelling", ("baseline", "start logistic-regression|simple")),
        ground("splits", "modelling", "modelling", ("split time|date",), anchor=5),
        ground("latency-budget", "serving", "serving", ("latency budget", "milliseconds budget|within")),
        ground("fallback", "serving", "serving", ("fall-back|fallback|degrade",), anchor=5),
        ground("adapts", "serving", "communication", ("change design|requirement",)),
        ground("ab-test", "monitoring", "experimentation", ("a/b-test|ab-test|ab",)),
        ground("drift", "monitoring", "monitoring", ("drift", "population stability"), anchor=5),
        ground("trade-offs", "wrap-up", "communication", ("trade-off|trade-offs",)),
    ),
    probes=(
        ProbeRule(
            "store-probe",
            ProbeWhen.RAISED,
            "features",
            ("What keeps the future out of that store?", "Which value goes into an old row?"),
            ("feature-store|online-store",),
            called="a feature store",
        ),
        ProbeRule(
            "cache-probe",
            ProbeWhen.RAISED,
            "serving",
            ("How stale may that get?", "What throws an entry out?"),
            ("cache|caching|precompute",),
            ("fallback",),
            called="a cache",
        ),
        ProbeRule(
            "data-first",
            ProbeWhen.PREMATURE,
            "data",
            ("Who says which example is positive?",),
            ("deep network|model", "xgboost|transformer"),
            ("labels", "imbalance"),
        ),
        ProbeRule(
            "skew-missing",
            ProbeWhen.MISSING,
            "features",
            ("How could training and serving disagree?",),
            (),
            ("skew",),
            0.5,
        ),
        ProbeRule("number", ProbeWhen.NUMBER, "communication", ("What is behind that number?",)),
        ProbeRule("contradiction", ProbeWhen.CONTRADICTION, "communication", ("Which one holds?",)),
    ),
    lines=MappingProxyType(LINES),
    resources=(),
    warm_up=("To warm up. Where do projects go wrong?", "A warm-up first. What do teams underestimate?"),
    areas=MappingProxyType(
        {
            "framing": "requirements",
            "data": "data-and-features",
            "features": "data-and-features",
            "experimentation": "monitoring",
            "communication": "all",
        }
    ),
    glossary=(Term("redis", ("ready's", "read this"), "R EH D IH S"), Term("p99", ("p ninety nine",))),
)

PROBLEM = Problem(
    slug="fraud-detection",
    track="ml-system-design",
    title="Payment fraud detection",
    difficulty=Difficulty.MEDIUM,
    summary="Approve, flag or block every payment.",
    question="We run a payments company. Each payment is approved, flagged or blocked. Design the system that decides.",
    short_question="Design a system that approves, flags or blocks each payment.",
    facts=(
        Fact("scale", ("how-many payments|transactions", "scale"), "About ten thousand payments a second."),
        Fact(
            "latency",
            ("latency budget|requirement", "how-fast answer|decision"),
            "A hundred milliseconds in all.",
        ),
        Fact("goal", ("business goal|objective",), "Lose less money without turning away good customers."),
    ),
    hints=(
        HintText(1, "Hold the payment against the past of its card.", ("features",)),
        HintText(
            2, "Some features come with the payment, others are sums over the past.", ("features", "data")
        ),
        HintText(3, "A streaming job such as Flink keeps sliding windows in Redis.", ("features", "serving")),
        HintText(
            4,
            "Rules first, then windows from Redis, then boosted trees through ONNX. " + "More of it. " * 25,
            ("features", "modelling", "serving"),
        ),
    ),
    ground=(
        ground(
            "chargebacks",
            "data-and-features",
            "data",
            ("chargeback|chargebacks late|later|days|weeks",),
            anchor=5,
        ),
        ground("scale", "requirements", "framing", ("scale", "payments|transactions second")),
    ),
    wrong_turns=(
        WrongTurn(
            "accuracy",
            "framing",
            ("optimise|maximise accuracy", "accuracy metric"),
            "If you approved everything, how accurate would you be?",
            "Approving everything is 99.9 percent accurate.",
        ),
        WrongTurn(
            "random-split",
            "modelling",
            ("random split|shuffle",),
            "Which weeks would be in your test set?",
            "It leaks the future.",
        ),
    ),
    constraints=(
        Constraint("ten-times", "Traffic grows tenfold. What breaks first?", ("serving",)),
        Constraint(
            "half-latency", "You now have half the time. What do you give up?", ("serving", "features")
        ),
        Constraint("no-data", "We launch where there is no history. What changes?", ("data",)),
    ),
    glossary=(
        Term("chargeback", ("charge back", "charged back")),
        Term("flink", ("flick",)),
        Term("sliding window"),
    ),
)


def brief(
    seed: int = 1,
    focus: str | None = None,
    problem: Problem = PROBLEM,
    track: Track = TRACK,
    difficulties: frozenset[Difficulty] = frozenset(Difficulty),
) -> Brief:
    return Brief(problem, track, seed, focus, difficulties)


def with_lines(**lines: tuple[str, ...]) -> Track:
    """The track with some of its lines replaced."""
    return replace(TRACK, lines=MappingProxyType({**LINES, **lines}))
