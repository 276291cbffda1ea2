"""The names of the Home tab's timer and of what is pressed on it: they wait on queues and are never renamed."""

TIMER = "home"
OPENED = "home_opened"
SHOW, WORDS, PAGE, REFRESH = "home_show", "home_words", "home_page", "home_refresh"
