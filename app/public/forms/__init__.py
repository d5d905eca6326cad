"""What browsers may send to the public pages, and to the pages where staff write them."""

from app.public.forms.check import CheckForm
from app.public.forms.contacts import ContactForm
from app.public.forms.texts import RestoreForm, TextForm

__all__ = ["CheckForm", "ContactForm", "RestoreForm", "TextForm"]
