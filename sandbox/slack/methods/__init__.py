"""The Web API's methods, one file for each family; `METHODS` is all of them by name."""

from sandbox.slack.methods import apps, blocks, chat, conversations, files, manifests, usergroups, users, views
from sandbox.slack.methods.method import Method

METHODS: dict[str, Method] = {
    **apps.METHODS,
    **blocks.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **manifests.METHODS,
    **usergroups.METHODS,
    **users.METHODS,
    **views.METHODS,
}
