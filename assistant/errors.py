"""Every error that Lore raises on purpose.

    LoreError                  one line that says what happened and the next step
    ├── UsageError             the caller asked for something that can't be done as asked (exit status 2, HTTP 400)
    │   ├── SettingsError      lore.toml or the environment holds something that can't be used
    │   └── ConversationEnded  the conversation was ended, and is not gone on with (HTTP 409)
    ├── Forbidden              the caller may see it, and may not do that to it (HTTP 403)
    ├── NotFound               there is no such thing, or the caller may not know that there is (HTTP 404)
    ├── StorageError           the data folder can't be read or written
    │   ├── StorageFull        no space is left; what was committed before is safe
    │   ├── Busy               another process holds the ingest lock
    │   └── IndexUnusable      the published index is missing, damaged, or made by another model or version
    ├── SourceError            a source could not be reached or listed; nothing of it was changed
    ├── UnreadableDocument     one document could not be parsed; its neighbours are not affected
    │   └── NotADocument       a file that a source lists holds something else, such as a program's configuration
    ├── DeliveryFailed         a mail could not be handed over to everybody
    └── GeneratorError         the language model failed, was too slow, or answered nonsense
        ├── OverBudget         what is left of today's budget does not allow another call
        └── ModelResting       it failed again and again, and is not asked for a while

Catch the branch that you can do something about, at the edge where you can do it. Whatever is not a LoreError is a
defect and keeps its traceback.
"""


class LoreError(Exception):
    """The root: its message is one line for a person and says the next step."""


class UsageError(LoreError):
    """The request itself is wrong; asking again unchanged will fail again."""


class SettingsError(UsageError):
    """A setting can't be used; the message names it and where it was read."""


class ConversationEnded(UsageError):
    """The conversation was ended by whoever it belongs to; the message says how to begin another."""


class Forbidden(LoreError):
    """The caller may not do that; the message names who may."""


class NotFound(LoreError):
    """Nothing by that name that this caller may see."""


class StorageError(LoreError):
    """The data folder can't be read or written."""


class StorageFull(StorageError):
    """The disk is full. What was acknowledged stays; run the command again once there is space."""


class Busy(StorageError):
    """Another process is writing to this data folder."""


class IndexUnusable(StorageError):
    """The published generation can't be served; `lore rebuild` or `lore ingest --full` makes a new one."""


class SourceError(LoreError):
    """A source as a whole could not be read."""


class UnreadableDocument(LoreError):
    """One document could not be turned into text; the message is the reason that the report shows."""


class NotADocument(UnreadableDocument):
    """What was listed is no document; it is reported as skipped."""


class DeliveryFailed(LoreError):
    """The message names who did not get the mail."""


class GeneratorError(LoreError):
    """The generator gave no usable answer; the extractive reader takes over."""


class OverBudget(GeneratorError):
    """The message says whose budget it is, and when it is fresh again."""


class ModelResting(GeneratorError):
    """The message says when the model is tried again."""
