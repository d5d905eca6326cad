"""Texts of the start page: what the program is, who may apply, what it gives and asks."""

from __future__ import annotations

INTRO = """\
CYSHCN Cares 2 helps Mississippi clinics test small changes, see what works, and share it.
Families help lead the work.
"""

PURPOSE = """\
Some children need more care than most. They may see several specialists, a dentist, a school
nurse and a therapist, and their families hold it all together. CYSHCN Cares 2 brings clinics
together to make that easier. The goal is care that is planned with the family, where everyone
who helps a child has the facts they need.

The Mississippi State Department of Health runs the program. It began with a leadership team of
experts in September 2018, who wrote the request for applications and the lessons. "CYSHCN" is
short for children and youth with special health care needs.
"""

WHO_MAY_APPLY = """\
- You are a **federally qualified health center**, a **rural health clinic** or a
  **private practice** that gives primary care in Mississippi.
- You see children and youth with special health care needs, from birth to age 21.
- You can put together a team that will test changes and measure them.
"""

WHAT_YOU_GET = """\
- **Get more from your health record.** Find your children with special needs, and see month by
  month how their care is doing.
- **Test changes that fit your clinic.** Plan a small test, try it, study what happened, and
  decide what to do next.
- **Work with families as partners.** Learn to plan care and measure it together with parents
  and caregivers.
"""

WHAT_IS_ASKED = """\
- **Build a team** in your clinic, with a family partner.
- **Test changes and count.** Try small changes and report a few counts each month. You never
  send us names or anything else about one child.
- **Share what you learn** with the other clinics, also what did not work.
"""

YEAR = """\
1. **Apply.** Answer the questions together with your team. Save as you go.
2. **Build your team.** Name a lead, a clinician, a person who knows your data, and a family
   partner.
3. **Test and measure.** Run small tests. Enter a few counts each month. Your run charts draw
   themselves.
4. **Share and spread.** Learn from other clinics. Keep what works.
"""

REVIEW = """\
They score it with the rubric below. Nobody reviews an application of their own practice. Then
the leadership team decides together. You hear the result and the reasons in writing.
"""
