"""The example site, configured as one's own blog would be."""

# --- Pelican's own settings ----------------------------------------------------------

SITENAME = "uptime notes"
SITESUBTITLE = "an example site for pelican-haiku"
SITEURL = ""
AUTHOR = "Robin"

PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
DEFAULT_DATE_FORMAT = "%Y-%m-%d"

STATIC_PATHS = ["images"]
DIRECT_TEMPLATES = ["index", "archives", "tags", "404"]
DEFAULT_PAGINATION = False

# Feeds need a SITEURL: publishconf.py has both.
FEED_ALL_ATOM = None
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None

# A nested slug makes a nested address, a folder for each line of the haiku.
ARTICLE_URL = "{slug}/"
ARTICLE_SAVE_AS = "{slug}/index.html"
ARTICLE_LANG_URL = "{lang}/{slug}/"
ARTICLE_LANG_SAVE_AS = "{lang}/{slug}/index.html"
DRAFT_URL = "drafts/{slug}/"
DRAFT_SAVE_AS = "drafts/{slug}/index.html"

# --- The plugin -----------------------------------------------------------------------

PLUGINS = ["pelican_haiku"]

# Where the sources live: the footer's links lead there. Without it, what git says of the
# checkout counts.
HAIKU_REPOSITORY = "example/uptime-notes"
HAIKU_BRANCH = "main"

# "haiku": the haiku is the heading and the prose title stands under it.
# "title": the other way round. The post "A title, three lines" explains both.
HAIKU_TITLE = "haiku"

# The footer names those who have edited a post, by git's history of its file.
HAIKU_CREDITS = True

# A link after each summary that leaves prose out.
HAIKU_READ_MORE = "read on"

# A page that lists all haiku, and one at each step of an address: /ping-answers-quickly/
# lists what lies under it.
HAIKU_INDEX_SAVE_AS = "haiku/index.html"
HAIKU_LINE_PAGES = True

# Names and words that no dictionary has, with their syllables.
HAIKU_SYLLABLES = {"regex": 2}

# How many words a summary may have is Pelican's own setting.
SUMMARY_MAX_LENGTH = 40
