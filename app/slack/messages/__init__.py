"""Pure formatting: values in, `Message` out; nothing here knows Slack's network or AWS."""
