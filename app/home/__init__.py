"""The App Home: what each person sees on Bellhop's Home tab, kept up to date while they look at it."""
