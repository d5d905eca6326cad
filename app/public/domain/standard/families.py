"""Texts for families, and for practices that refer them."""

from __future__ import annotations

LEAD = """\
Does your child have a long illness or a disability? The Children's Medical Program can help you
find services and keep them working together.
"""

COORDINATION = """\
## What is care coordination?

Care coordination connects your child and your family with the help you need. A care coordinator
asks what that is. Then you look at the choices together and build a plan. The plan brings doctors,
services and support together, and makes good use of what you have.

In Mississippi this is the work of the **Children's Medical Program** of the State Department of
Health.
"""

WHO = """\
## Who can get help?

- Your child is between birth and 21 years old.
- Your child lives in Mississippi.
- Your child has a special health care need.
- You answer an Intake Assessment once a year.

A special health care need is a condition of the body, of behavior or feelings, or of development
that lasts, or is likely to. It means that your child needs more care than most children do.
"""

CONDITIONS = """\
## Which conditions count?

These are examples, not the whole list. If you do not see your child's condition, call and ask.

- Conditions found by the newborn blood test
- Blood disorders
- Heart disorders
- Conditions of the face and skull, such as a cleft
- Hormone and gland disorders
- Ear, nose and throat disorders
- Eye disorders
- Genetic disorders
- Organs that did not form as usual
- Brain, nerve and muscle control disorders
- Bone and joint disorders
"""

INTAKE = """\
## How do you start?

There is no application form. A person asks you questions about your child. This is called an
**Intake Assessment**. You can do it:

- **by phone** with the program's central office, or
- **at a county health department.**

You do it again each year, and sooner if something changes. Nobody sends a reminder card, so write
the date down. It is your choice to take part, also if you applied before.
"""

DOES = """\
## What the program does

- Works with you and your child's doctors to arrange services
- Finds out what your child and family need, and what is there to help
- Works with your insurance or managed care plan
- Helps you look for health coverage if you have none
"""

DOES_NOT = """\
## What it does not do

- It does **not pay** for doctor visits, medicine or other direct care.
- It does not take the place of your child's doctor.
"""

PRACTICES = """\
## For practices that refer families

You can help a family make the first call, or call together with them. Ask for the family's
consent first. Tell them that the program is optional, that it coordinates care, and that it does
not pay for care. Children from birth to 21 who live in Mississippi and have a special health care
need can be helped. The groups of conditions on this page are examples.

Agree with the family who calls, and ask how it went at the next visit.
"""

CALL_SHEET = """\
Fill in this sheet by hand. Keep it with the child's chart and share it with nobody who does not
need it. **Never type what is on it into this site.**
"""

CONSENT = """\
**Ask the family first.** Say why you want to call, what you will tell, and to whom. They may say
no, and their care with you stays the same. Write down who said yes, and when.
"""

HAVE_READY = """\
- Your child's full name and date of birth
- Your address, your county, and a phone number where you can be reached
- The name of the condition, if you know it
- The doctors and clinics that your child sees
- Medicines and equipment that your child uses
- Your insurance, Medicaid or plan card, if you have one
- What you need help with most

You do not have to have all of this to call.
"""

SHEET_HAVE_READY = """\
- The child's full name and date of birth
- The family's address, county, and a phone number
- The name of the condition, if it is known
- The doctors and clinics that the child sees
- Medicines and equipment that the child uses
- The insurance, Medicaid or plan card, if there is one
- The language the family speaks best
- What the family needs help with most
"""
