"""All error codes that Slack documents for Bellhop's methods, by what they mean for Bellhop. No IO.

Source: the errors that docs.slack.dev lists for each method, as tests/contracts/recorded/slack-errors.json holds them,
and for webhooks "Sending messages using incoming webhooks", "Handling errors", there.
An unknown code may be new: it counts as transient, and the work may be done.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Meaning(Enum):
    """What a code means, and who has to act."""

    PASSING = "transient: the same call works later"
    TOKEN = "the token is invalid, revoked or of another kind: it may have changed since it was read"
    SCOPE = "the Slack app lacks a scope for this one thing; the rest works"
    PEOPLE = "somebody has to change a setting of the workspace, or pay"
    NOT_THERE = "the bot can't post there: it isn't a member, the channel is archived, or only some people may"
    UNREACHABLE = "nobody can write to this person directly"
    CARD_LOST = "the message is gone, or may not be edited or answered any more"
    BAD_BLOCKS = "the message is refused for its blocks, and may be taken with less"
    PICTURE = "a file is refused or lost; a message goes without it"
    WEBHOOK = "the address takes nothing any more: somebody has to make a new webhook"
    RESPONSE_URL = "the address of an answer is used up, too old, or none"
    FORM = "a form was closed, or opened too late"
    GUARD = "bellhop.toml names what is not there"
    BUG = "the call itself is wrong; the same again is as well"


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


CODES: dict[Meaning, frozenset[str]] = {
    Meaning.PASSING: _codes(
        """
        ratelimited rate_limited service_unavailable internal_error fatal_error request_timeout update_failed
        team_added_to_org external_channel_migrating message_limit_exceeded hash_conflict
        streaming_state_conflict invalid_cursor list_record_comment_fetch_failed rollup_error
        """
    ),
    Meaning.TOKEN: _codes(
        """
        invalid_auth not_authed token_revoked token_expired account_inactive not_allowed_token_type
        """
    ),
    Meaning.SCOPE: _codes(
        """
        missing_scope
        """
    ),
    Meaning.PEOPLE: _codes(
        """
        access_denied accesslimited app_access_restricted ekm_access_denied enterprise_is_restricted
        forbidden_team no_permission org_login_required plan_upgrade_required team_access_not_granted
        team_not_found two_factor_setup_required
        """
    ),
    Meaning.NOT_THERE: _codes(
        """
        channel_not_found not_in_channel is_archived is_inactive channel_is_limited_access
        posting_to_channel_denied restricted_action restricted_action_read_only_channel
        restricted_action_thread_only_channel restricted_action_non_threadable_channel
        slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked
        slack_connect_lists_sharing_blocked
        channel_is_archived action_prohibited posting_to_general_channel_denied
        """
    ),
    Meaning.UNREACHABLE: _codes(
        """
        messages_tab_disabled not_enabled cannot_dm_bot user_not_found users_not_found user_not_visible user_disabled
        user_not_in_channel not_enough_users too_many_users invalid_user_combination users_list_not_supplied
        method_not_supported_for_channel_type
        """
    ),
    Meaning.CARD_LOST: _codes(
        """
        message_not_found thread_not_found edit_window_closed cant_update_message cant_delete_message
        cannot_reply_to_message restricted_action_thread_locked block_mismatch
        """
    ),
    Meaning.BAD_BLOCKS: _codes(
        """
        invalid_blocks invalid_blocks_format msg_blocks_too_long
        """
    ),
    Meaning.PICTURE: _codes(
        """
        alt_txt_too_large attachment_payload_limit_exceeded blocked_file_type cant_delete_file delete_not_allowed
        file_deleting_disabled unknown_type canvas_disabled_file_team
        canvas_disabled_user_team canvas_globally_disabled channels_limit_exceeded duplicate_external_id
        file_deleted file_is_deleted file_not_found file_share_limit_reached file_type_not_allowed
        file_update_failed file_upload_size_restricted file_uploads_disabled file_uploads_except_images_disabled
        max_file_sharing_exceeded missing_file_data not_visible slack_connect_blocked_file_type
        slack_connect_clip_sharing_blocked slack_connect_file_upload_sharing_blocked snippet_too_large
        storage_limit_reached template_not_visible unable_to_share_files unknown_snippet_type unknown_subtype
        """
    ),
    Meaning.WEBHOOK: _codes(
        """
        no_service no_service_id no_active_hooks no_team team_disabled invalid_token
        """
    ),
    Meaning.RESPONSE_URL: _codes(
        """
        used_url expired_url no_such_url
        """
    ),
    Meaning.FORM: _codes(
        """
        not_found expired_trigger_id exchanged_trigger_id invalid_trigger_id
        """
    ),
    Meaning.GUARD: _codes(
        """
        no_such_subteam
        """
    ),
    Meaning.BUG: _codes(
        """
        app_not_eligible app_not_owned_by_manager_app as_user_not_supported cant_broadcast_message
        deprecated_endpoint draft_already_deleted draft_already_sent draft_has_conflict draft_not_found
        duplicate_channel_not_found duplicate_message_not_found failed_adding_collaborator failed_creating_app
        insecure_request invalid_app invalid_app_id invalid_arg_name invalid_arguments invalid_array_arg
        invalid_attachments invalid_channel invalid_charset invalid_form_data invalid_limit invalid_manifest
        invalid_message invalid_payload invalid_metadata_filter_keys invalid_metadata_format invalid_metadata_schema
        invalid_post_type invalid_team invalid_ts_latest invalid_ts_oldest invalid_types invalid_view is_bot
        markdown_text_conflict metadata_must_be_sent_from_app metadata_too_large method_deprecated missing_args
        missing_text_or_fallback_or_attachments
        missing_argument missing_post_type msg_too_long no_dual_broadcast_content_update no_text
        missing_profile_id not_implemented
        send_on_behalf_not_allowed too_many_attachments too_many_contact_cards unknown_method view_too_large
        """
    ),
}
# Of what passes, this alone says that nothing was done. For the others, looking before it is said again costs one call.
LIMITED = frozenset({"ratelimited", "rate_limited"})

# Said of a message that is there already, so only to a method that edits one.
OF_AN_EDIT = frozenset(
    {"message_not_found", "edit_window_closed", "cant_update_message", "cant_delete_message", "block_mismatch"}
)
EDITS = ("chat.update", "chat.delete")
# Who says what has this meaning. To another call it is an answer that nobody documents.
HOOKS = AN_ANSWER, A_WEBHOOK = "an answer", "a webhook's message"
SAID_BY: Mapping[Meaning, tuple[str, ...]] = {
    Meaning.WEBHOOK: HOOKS,
    Meaning.RESPONSE_URL: HOOKS,
    Meaning.FORM: ("views.",),
    Meaning.GUARD: ("usergroups.",),
    Meaning.CARD_LOST: ("chat.postMessage", "chat.postEphemeral", "conversations.replies", *HOOKS),
    Meaning.NOT_THERE: ("chat.", "conversations.", "files.", *HOOKS),
    Meaning.BAD_BLOCKS: ("chat.", "views.", "blocks.", "files.completeUploadExternal", *HOOKS),
    Meaning.PICTURE: ("chat.", "files.", "views.", *HOOKS),
}

_MEANING_OF = {code: meaning for meaning, codes in CODES.items() for code in codes}


def meaning_of(code: str, method: str = "") -> Meaning | None:
    """None for a code that Slack did not document when this was written, or not for this method ('' for any)."""
    meaning = _MEANING_OF.get(code)
    by = EDITS if code in OF_AN_EDIT else SAID_BY.get(meaning) if meaning else None
    return None if method and by and not method.startswith(by) else meaning
