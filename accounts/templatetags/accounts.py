"""What the pages about accounts say often."""

from django import template

from accounts.users.browsers import browser_words

register = template.Library()
register.filter("browser", browser_words)
