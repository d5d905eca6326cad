"""Texts about this site: contact, privacy and accessibility."""

from __future__ import annotations

CONTACT = """\
Call or write to a person. Do not send names of patients or other health details by email.
"""

PRIVACY = """\
## What we never ask for

This site is about clinics and about counts. It holds no patient record. Do not enter a patient's
name, birth date or anything else that could tell who a child is.

## If you only read

You can read every public page without an account. We set one cookie, which lets forms work and is
gone when you close your browser. There are no ads here, and no other company watches your visit.
Our log notes the time, the kind of page and whether it worked. It holds nothing that you typed.

## The four questions for families

Your answers are used once, to show you a page. They are not stored, logged, put into a cookie or
into an address.

## If you have an account

We keep your name, your email address, your role, what you entered for your clinic, and who
changed what and when. People of your clinic and program staff can see it as their work needs.
Passwords are kept in a form that nobody can read. What a clinic sends to a state agency may be a
public record under Mississippi law.

## Questions

Use the phone numbers on the [contact page](/contact).
"""

ACCESSIBILITY = """\
## What we aim for

Everyone should be able to use this site. We build it to the Web Content Accessibility Guidelines
(WCAG) 2.2, level AA.

## What that means

- You can use every page with a keyboard alone, and with a screen reader.
- Every page works on a phone, in large print, and without scripts.
- Charts come with their numbers in a table and with a sentence that says what they show.
- Colors never carry a meaning alone.
- We write in plain words.

We test every page with a program, each time we change the site. A program cannot find everything,
so tell us what we missed.

## If something does not work for you

Call us, and say which page it was and what you tried to do. We will help you by phone, and we will
fix the page. The phone numbers are on the [contact page](/contact).
"""
