"""The codes of reasons: stable names that reports, waivers and policies call a finding by.

A code is the field of the terms that a reason rests on, or what kept the terms from being read or sure.
"""

from __future__ import annotations

from dataclasses import dataclass

MANUAL = "codes.md"
"""The page that tells each code, in the folder of the documentation."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code in words.

    Parameters:
        title: a few words, for a list.
        meaning: what a finding of this code says.
        remedy: what usually helps.
    """

    title: str
    meaning: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A code as it is explained.

    Parameters:
        id: the code.
        rules: ids of the rules that find its clauses; none for what is no clause.
    """

    id: str
    rules: tuple[str, ...] = ()


_ASK = "Ask the licensor for what is missing, or choose another model."
_OBEY = "Do what the clause asks and keep a record of it."
_READ = "Have a person read the quoted words and decide."

CODES = {
    "commercial_use": Code(
        "Commercial use",
        "The text withholds commercial use, or ties it to conditions or to a licence of its own.",
        _ASK,
    ),
    "no-grant": Code(
        "No grant",
        "A text was read that does not say whether the model may be used.",
        "Find the licence that the text belongs to.",
    ),
    "unclear": Code(
        "Unclear grant",
        "Whether commercial use is granted could not be read with certainty.",
        _READ,
    ),
    "thresholds": Code(
        "Size limit",
        "Rights or duties change at a number of revenue, users or staff that is reached, near or undeclared.",
        "Declare the fact that the reason names in the profile, or ask for the licence that it needs.",
    ),
    "revenue_share": Code(
        "Revenue share",
        "The licensor is owed a payment by revenue.",
        "Ask the licensor what is due before anything is sold.",
    ),
    "hosting": Code(
        "Hosting for others",
        "Offering the model as a service is prohibited, restricted or tied to conditions.",
        _ASK,
    ),
    "display_attribution": Code(
        "Must display a name",
        "A name or notice must be shown to users of the product.",
        _OBEY,
    ),
    "name_prefix": Code(
        "Name of derivatives",
        "A model that is made from this one must be named as the text says.",
        _OBEY,
    ),
    "excluded_territories": Code(
        "Territories excluded",
        "The licence does not hold in a country or region of the profile, or the profile declares none.",
        "Declare `territories` in the profile; where the region is excluded, choose another model.",
    ),
    "no_training_other_models": Code(
        "Training other models",
        "The materials or the outputs must not be used to train or improve other models.",
        _ASK,
    ),
    "acceptable_use": Code(
        "Purposes of use",
        "Purposes are restricted beyond what the law forbids.",
        "Compare the list with the product, and bind users where the text asks for it.",
    ),
    "military_ban": Code("Military use", "Military use is forbidden.", _OBEY),
    "unilateral_change": Code(
        "Changes by the licensor",
        "The licensor may change the terms, or a policy they name.",
        "Watch the terms: licensewatch add REF.",
    ),
    "ip_litigation_termination": Code("Suing ends the grant", "The rights end for those who sue.", _READ),
    "governing_law": Code("Governing law", "The text names a law or court that decides.", _READ),
    "flow_down": Code(
        "Passing the terms on", "Whoever receives the model or its derivatives must be bound too.", _OBEY
    ),
    "registration_required": Code(
        "Registration", "The licensee must register, ask or tell the licensor.", _OBEY
    ),
    "state_changes": Code("Marking changes", "Changes must be marked when copies are passed on.", _OBEY),
    "unaccounted": Code(
        "Unexplained sentence",
        "A sentence that speaks of money, permission or prohibition fits no rule.",
        _READ,
    ),
    "conflict": Code(
        "Documents disagree",
        "Tag, card, licence or base model do not say the same.",
        "Ask the publisher which of them holds; until then the stricter one is taken.",
    ),
    "lineage": Code(
        "Undeclared base model",
        "Something names a base model that the model does not declare.",
        "Find out what the model was made from: the terms of its base model bind it too.",
    ),
    "declared-only": Code(
        "Licence only named",
        "A tag names a licence, and no text stands beside the model.",
        "Ask the publisher to add the licence text.",
    ),
    "missing": Code(
        "No licence",
        "No licence was found anywhere: without one, nothing is granted.",
        "Ask the publisher for a licence, or choose another model.",
    ),
    "gated": Code(
        "Behind a gate",
        "Terms stand behind a gate and could not be read.",
        "Accept the gate with your own account and give its token, or read the terms there.",
    ),
    "incomplete": Code(
        "Not checked",
        "Something could not be fetched or read, so nothing is said of it.",
        "Run the check again when it can be reached, or read it by hand.",
    ),
    "lock-changed": Code(
        "Changed since the review",
        "The licensor changed something after the model was reviewed.",
        "Read what changed, then decide: licensewatch review REF.",
    ),
    "lock-facts": Code(
        "Facts changed",
        "The profile or the policy is not the one that the locked verdict was given for.",
        "Have it judged anew: licensewatch lock --refresh.",
    ),
    "lock-missing": Code(
        "Not locked",
        "A model is used that the lock does not hold, or that it holds no verdict of for the profile.",
        "Have it reviewed and locked: licensewatch lock REF.",
    ),
    "lock-pending": Code(
        "Waiting for a decision",
        "A refresh found something that nobody has decided on yet.",
        "See what waits, and decide: licensewatch review REF.",
    ),
    "lock-stale": Code(
        "Not refreshed for long",
        "The lock was last compared with what is published some time ago.",
        "Refresh it in a scheduled job: licensewatch lock --refresh.",
    ),
    "lock-text": Code(
        "Kept text damaged",
        "A text beside the lock is missing or is not what was reviewed.",
        "Take the files back from git, or lock the model anew.",
    ),
    "mention": Code(
        "Model not named",
        "A file uses a model whose name is not written there, or could not be read.",
        "Write `# licensewatch: org/name` behind it, or `# licensewatch: ignore` where it loads no model.",
    ),
    "waiver-expired": Code(
        "Waiver expired",
        "The last day of a waiver is over, so the finding fails again.",
        "Renew it or deal with the finding.",
    ),
    "waiver-expiring": Code(
        "Waiver about to expire",
        "A waiver ends within two weeks.",
        "Renew it in time, or deal with the finding.",
    ),
    "waiver-mismatched": Code(
        "Waiver of another text",
        "A waiver was granted on words that are no longer those of the licence.",
        "Read the new text and decide anew.",
    ),
    "waiver-unused": Code(
        "Waiver without a finding",
        "A waiver applies to nothing that is found.",
        "Take it out of model-waivers.toml.",
    ),
    "not-allowed": Code(
        "Not on the list",
        "The policy lists the licences that may be adopted, and this is none of them.",
        "Choose a model under an allowed licence, or have this one added to policy.allow.",
    ),
}


def told(code: str) -> Code:
    """A code in words; one that nobody described yet by its own name.

    Parameters:
        code: of a reason.
    """
    title = code.replace("_", " ").replace("-", " ").capitalize()
    return CODES.get(code) or Code(title, f"A finding of the kind {title.lower()}.", _READ)


def table() -> str:
    """The Markdown of the manual: a section a code, with the code as its anchor."""
    parts = (
        f'<a id="{code}"></a>\n\n### `{code}`\n\n**{one.title}.** {one.meaning}\n\n{one.remedy}'
        for code, one in sorted(CODES.items())
    )
    return "\n\n".join(parts)
