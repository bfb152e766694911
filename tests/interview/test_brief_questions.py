"""Clarifying questions as people really ask them, in a few loose words, are answered by the right fact."""

import pytest

from voice_interviewer.bank import DEFAULT_TRACK, Bank
from voice_interviewer.interview.brief import Brief
from voice_interviewer.interview.session import session_from_turns
from voice_interviewer.interview.understanding import understand
from voice_interviewer.values import FindingKind, Problem

BANK = Bank.load()
TRACK = BANK.track(DEFAULT_TRACK)

ASKED = {
    "fraud-detection": {
        "scale": (
            "what is the scale?",
            "what's the scale",
            "what scale are we at",
            "how big is the system?",
            "what's peak traffic like",
            "how many transactions?",
            "how much traffic?",
            "and the volume?",
        ),
        "latency": (
            "and the latency?",
            "any latency requirement",
            "how fast does it need to be",
            "how quick?",
            "what about latency",
            "how much time do we have per payment",
        ),
        "fraud-rate": (
            "how common is fraud?",
            "what's the fraud rate",
            "how much fraud is there",
            "how imbalanced is it",
        ),
        "labels": (
            "any labels?",
            "do we have labels",
            "what about labels",
            "where do the labels come from",
            "how late are the labels",
        ),
        "reviewers": ("any reviewers?", "is there a review team", "how many reviewers"),
        "goal": (
            "what's the goal?",
            "the business goal?",
            "what are we optimising for",
            "what matters more, fraud or customers?",
        ),
        "fraud-cost": ("what does fraud cost", "cost of a missed fraud?", "how much do we lose"),
        "false-block-cost": (
            "cost of a false positive?",
            "what about false positives",
            "how bad is a wrong block",
        ),
        "current": (
            "what's there today?",
            "is there a system now",
            "what do you use now",
            "any existing system?",
        ),
        "data": ("what data do we have", "any historical data?", "which features are there"),
        "regions": ("how many countries?", "which countries", "is it global"),
        "channels": ("which payment methods?", "online only?", "cards only?"),
        "new-accounts": ("what about new cards", "any cold start?"),
        "explain": ("do we need to explain decisions", "any regulation?", "any legal constraints?"),
        "privacy": ("any privacy constraints?", "what about gdpr"),
        "availability": ("how available must it be", "what if it fails", "what's the uptime"),
        "hardware": ("do we have gpus", "what hardware", "any budget?"),
        "attackers": ("what kind of fraud?", "how do fraudsters behave"),
        "peak": ("any peaks?", "is it seasonal"),
        "team": ("how big is the team", "team size?", "how many engineers?"),
        "merchants": ("how many merchants?", "what about the merchants"),
    },
    "recommendation": {
        "users": (
            "how many users?",
            "how many daily users",
            "and users?",
            "what's the user base",
            "how big is the user base",
            "what is the scale?",
        ),
        "products": (
            "how many products?",
            "how big is the catalogue",
            "catalogue size?",
            "and how many items",
        ),
        "events": ("how many events?", "how much data?", "how many clicks a day"),
        "traffic": ("how many requests?", "how much traffic", "what's the qps", "and the load?"),
        "latency": (
            "and the latency?",
            "how fast does it need to be",
            "any latency constraints?",
            "what's the latency target",
            "does it need to be real time",
        ),
        "goal": (
            "what's the goal?",
            "what do we optimise",
            "what's the business objective",
            "clicks or revenue?",
        ),
        "surfaces": ("where is it shown?", "how many slots?", "which pages?"),
        "current": ("what's there today?", "any existing system?", "what do you do now"),
        "labels": ("any labels?", "do we have labels", "any ratings?", "what feedback is there"),
        "purchase-rate": ("what's the click rate", "what is the ctr", "conversion rate?"),
        "user-data": ("what do we know about users", "are users logged in", "any user data?"),
        "item-data": ("what's the item data", "any product metadata?", "are there images"),
        "new-users": ("any cold start?", "how many new users?", "what about new users"),
        "stock": ("does stock matter", "what about out of stock items", "do prices change"),
        "countries": ("which countries?", "how many languages?", "is it global"),
        "diversity": ("any diversity requirement?", "what about fairness", "any business rules?"),
        "privacy": ("any privacy constraints?", "what about gdpr"),
        "hardware": ("do we have gpus", "any budget?", "what hardware"),
        "freshness": ("how fresh?", "how fresh must it be", "and freshness?"),
        "team": ("how big is the team", "how many engineers", "team size?"),
        "experiments": ("can we a/b test", "is there an experiment platform", "any ab tests?"),
    },
    "model-serving-platform": {
        "teams": ("how many teams?", "how many users?", "who uses the platform?", "who are the users"),
        "models": ("how many models?", "which frameworks?", "what kind of models"),
        "traffic": ("what is the scale?", "how many requests?", "how much traffic?", "what's the qps"),
        "latency": (
            "and the latency?",
            "how fast does it need to be",
            "latency requirements?",
            "what's the latency budget",
        ),
        "availability": ("how available must it be", "what's the sla", "any uptime target?"),
        "goal": ("what's the goal?", "why do we need a platform?", "what's the problem today"),
        "current": ("what's there today?", "how do they deploy now", "any existing platform?"),
        "sizes": ("how big are the models?", "model sizes?", "how large is a model"),
        "hardware": ("do we have gpus", "what hardware?", "is there kubernetes", "is it in the cloud"),
        "cost": ("any budget?", "what about cost", "what does it cost"),
        "deploys": ("how often do they deploy?", "how many deployments?", "deployment frequency?"),
        "batch": ("batch or real time?", "any batch?", "is there batch scoring", "online only?"),
        "security": ("any security requirements?", "what about isolation", "who is allowed to deploy?"),
        "features": ("is there a feature store", "where do features come from"),
        "rollbacks": ("how many incidents?", "how often do releases fail", "how common are rollbacks"),
        "monitoring": ("any monitoring?", "is there monitoring today", "do we have dashboards"),
        "regulation": ("any compliance needs?", "what about audits", "is it regulated"),
        "languages": ("which languages?", "what clients are there", "rest or grpc?"),
        "growth": ("how fast will it grow", "expected growth?", "any growth?"),
        "team": ("how big is the team", "team size?", "who will run it?"),
        "training": ("is training included", "is training in scope?", "do we cover training"),
    },
}

ALSO_ASKED = {
    "fraud-detection": {
        "what kind of scale are we looking at": "scale",
        "how many payments a day": "scale",
        "what's the latency sla": "latency",
        "what is the time budget": "latency",
        "how long can a decision take": "latency",
        "what fraction is fraud": "fraud-rate",
        "how rare is fraud?": "fraud-rate",
        "how do we get labels": "labels",
        "are there labels?": "labels",
        "do chargebacks take long": "labels",
        "how big is the review team": "reviewers",
        "what does the business want": "goal",
        "what does the current system do": "current",
        "what inputs do we get": "data",
        "how far back does the data go": "data",
        "one country or many?": "regions",
        "what types of payments": "channels",
        "does it have to be explainable": "explain",
        "can we store card numbers": "privacy",
        "what happens when we time out": "availability",
        "can we use gpus": "hardware",
        "what attacks do you see": "attackers",
        "is there anything in place today": "current",
        "do we have any time limit for a decision": "latency",
        "what do you want to optimise": "goal",
        "how many payments and what latency": "scale",
        "is traffic seasonal": "peak",
        "who's on the team": "team",
        "what kind of merchants": "merchants",
    },
    "recommendation": {
        "how many people use it": "users",
        "daily actives?": "users",
        "number of products?": "products",
        "how large is the inventory": "products",
        "what's the event volume": "events",
        "requests per second?": "traffic",
        "what latency do we need": "latency",
        "what's our latency budget": "latency",
        "what metric do we care about": "goal",
        "where do recommendations appear": "surfaces",
        "what is the current solution": "current",
        "what counts as a label": "labels",
        "implicit or explicit feedback?": "labels",
        "how many people buy": "purchase-rate",
        "do we know the user's age": "user-data",
        "how do we handle new users": "new-users",
        "is it international": "countries",
        "can users opt out": "privacy",
        "how often is it updated": "freshness",
        "how large is the team": "team",
        "do you run ab tests": "experiments",
    },
    "model-serving-platform": {
        "how many teams are there": "teams",
        "what frameworks do they use": "models",
        "how much load": "traffic",
        "what's the throughput": "traffic",
        "how fast must predictions be": "latency",
        "what availability do we need": "availability",
        "what are we trying to fix": "goal",
        "how does deployment work today": "current",
        "how much memory do models need": "sizes",
        "gpus?": "hardware",
        "how much do we spend": "cost",
        "how many deploys a week": "deploys",
        "is it online or batch": "batch",
        "are teams isolated": "security",
        "how many outages do we have": "rollbacks",
        "what monitoring is there": "monitoring",
        "do we have audits": "regulation",
        "how many models in the future": "growth",
        "does it include training": "training",
        "what languages do clients use": "languages",
    },
}
"""A second list, written once the first was answered, to see whether that carries over (46 of 66 at first)."""

NOTHING_ASKED = (
    "latency matters to me because users leave",
    "does that make sense?",
    "shall I go on?",
    "scale is what worries me here",
    "labels come late, so I would wait for them",
    "the team would own the alerts",
    "is that okay?",
    "should I continue?",
    "any questions so far?",
    "I would ask for the latency later",
    "how I would label it is with chargebacks",
    "what matters is the cost",
    "so the traffic is high and the latency is low",
    "the goal is to lose less money",
    "we have labels",
    "can I start with the data?",
    "should I talk about features first?",
    "are you happy with that?",
    "can you hear me?",
    "do you want me to draw it?",
    "and then the latency.",
    "first the scale, then the data.",
    "what do you think?",
    "am I on the right track?",
    "is there anything I missed?",
    "do you want me to go deeper on the model?",
    "shall I move on to serving?",
    "would you like more detail on monitoring?",
    "how are you?",
    "how am I doing?",
    "would that be fast enough?",
    "is that fast enough for you?",
    "was that too fast?",
    "do you agree that labels are the problem?",
    "have I covered latency?",
    "should I go into the labels now?",
    "do I have time to talk about cost?",
    "so users are the main thing",
    "is also joined with the profile",
    "does not matter much",
    "how often labels come in matters",
    "any of these would do",
    "what else",
    "how so",
    "which one",
    "do these things first",
    "is cached in redis",
    "what users want is speed",
    "what if the user is new we fall back to popular items",
    "any model would do here",
    "are you with me",
    "okay what next",
    "is it my turn",
    "what do you want me to cover",
    "can I draw something",
    "how should I proceed",
    "what is your name",
    "who are you",
    "is this being recorded",
    "how much time do I have",
    "how long is this interview",
    "what should I do now",
    "do you like it",
    "any feedback on that",
    "any feedback so far?",
    "is the answer clear",
    "how does that sound",
    "what would you like to hear",
    "do labels matter? yes because they come late and so I would wait for ninety days before training",
)


def answered(slug: str, text: str) -> list[str]:
    """The facts an answer asks for."""
    brief = Brief(BANK.problem(slug), TRACK, seed=1)
    session = session_from_turns([], slug, TRACK, 45)
    found = understand(brief, session, text).findings
    return [finding.id for finding in found if finding.kind is FindingKind.FACT_QUESTION]


@pytest.mark.parametrize(
    ("slug", "fact", "question"),
    [
        (slug, fact, question)
        for slug, facts in ASKED.items()
        for fact, questions in facts.items()
        for question in questions
    ]
    + [(slug, fact, question) for slug, asked in ALSO_ASKED.items() for question, fact in asked.items()],
)
def test_a_brief_question_is_answered_by_the_fact_it_asks_for(slug: str, fact: str, question: str) -> None:
    assert answered(slug, question)[:1] == [fact]


@pytest.mark.parametrize("slug", ASKED)
@pytest.mark.parametrize("text", NOTHING_ASKED)
def test_statements_and_checks_ask_for_no_fact(slug: str, text: str) -> None:
    assert answered(slug, text) == []


def test_every_fact_can_be_asked_for_briefly() -> None:
    for slug, facts in ASKED.items():
        assert set(facts) == {fact.id for fact in BANK.problem(slug).facts}


def test_two_facts_asked_for_at_once_are_both_answered() -> None:
    assert answered("fraud-detection", "how many payments are there and what's the latency") == [
        "scale",
        "latency",
    ]


@pytest.mark.parametrize(
    ("slug", "text", "facts"),
    [
        ("fraud-detection", "How much does a fraud cost us?", ["fraud-cost"]),
        ("fraud-detection", "cost of a false negative?", ["fraud-cost"]),
        ("fraud-detection", "cost of a false positive?", ["false-block-cost"]),
        ("fraud-detection", "what is the latency and how many users?", ["latency", "scale"]),
        ("fraud-detection", "what's the goal and what data do we have?", ["goal", "data"]),
        ("fraud-detection", "how much can we spend, and how big is the team?", ["team"]),
        ("recommendation", "what is the latency and how many users?", ["latency", "users"]),
        ("recommendation", "what data do we have?", ["user-data"]),
        (
            "content-moderation",
            "Which languages, and what does a wrong decision cost?",
            ["languages", "cost-of-mistakes"],
        ),
        ("content-moderation", "How fast must it be?", ["latency"]),
        ("churn-prediction", "how quickly do we have to answer?", ["timing"]),
        ("recommendation", "cost of a false negative?", []),
        ("search-ranking", "what does a false negative cost?", []),
        ("model-serving-platform", "what does a false negative cost?", []),
        ("model-serving-platform", "what is the latency and how many users?", ["latency", "teams"]),
    ],
)
def test_a_question_is_answered_by_all_that_it_asks_for_and_nothing_else(
    slug: str, text: str, facts: list[str]
) -> None:
    assert answered(slug, text) == facts


@pytest.mark.parametrize("problem", BANK.problems, ids=lambda problem: problem.slug)
@pytest.mark.parametrize(
    "text",
    [
        "Is a rules engine enough, or do we need ML?",
        "Do we need machine learning at all?",
        "is machine learning justified here?",
        "Should I focus on modelling or infrastructure?",
        "focus on modelling or infrastructure?",
        "should I spend more time on the data?",
    ],
)
def test_what_is_the_candidates_to_decide_no_fact_answers(problem: Problem, text: str) -> None:
    assert answered(problem.slug, text) == []


def test_a_word_beside_the_thing_asked_for_asks_for_nothing_more() -> None:
    assert answered("fraud-detection", "what's the fraud rate today?") == ["fraud-rate"]
