"""What the clinics of the fast-track round wrote: made up, and each in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.operations.demo import contenders
from app.operations.demo.application_answers import aim, budget, one, patients

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.operations.demo.application_answers import Answers

WORDS: Mapping[str, Mapping[str, Answers]] = {
    contenders.BAYOU: {
        "need": one(
            B3="240",
            B4=(
                "We see 1,420 children in the Delta. 240 of them have a special health care need, "
                "most often asthma, sickle cell disease and delays in development. Last year 58 "
                "of our 131 referrals to a specialist were never kept. For 37 the family had no "
                "car that day."
            ),
            B5="Bolivar, Sunflower and Washington",
            B5a="130",
            B6=(
                "One family in six has no steady phone number. Our outreach worker goes to the "
                "house. We will ask two mothers and a grandfather what they want to hear from us."
            ),
        )
        | patients(560, 480, 380),
        "team": one(
            C2=(
                "Our chief executive blocks the second Thursday of each month for the team and "
                "sits in. Each nurse on the team has four paid hours a week for this work."
            ),
            C4="We open a dental chair in the spring. No change in our leaders is planned.",
        ),
        "data": one(
            D1=(
                "We wanted a lead test for every child at 12 and 24 months. We tested a standing "
                "order with one nurse, then with all. It rose from 61% to 88% in eight months. "
                "A reminder by text message did nothing, and we dropped it."
            ),
            D2="Demo EHR 11, hosted by our network",
            D4="The network sends counts by the 6th. We check 10 charts by hand each month.",
        ),
        "coordination": one(
            F1=(
                "A nurse and an outreach worker share a list of the 40 children with the most "
                "going on. They call each family once a month, and the schools on Fridays. We "
                "have no good way to hear from the emergency rooms in Greenville."
            ),
            F3="Three parents have said yes. We pay 30 dollars an hour, child care and the way.",
        ),
        "plan": one(
            G2="A nurse calls five families the day before a visit to a specialist, for two weeks.",
            G3="The call goes into the nurses' day plan, and the outreach worker covers for her.",
        )
        | aim(
            "Referrals to a specialist end with a note back to us",
            "From 56% to 85% within 60 days",
            "Children with special health care needs on our registry",
            "At our site in Cleveland",
        ),
        "budget": budget(8_400, 3_200, 900, 1_900, 600),
    },
    contenders.COPPER: {
        "need": one(
            B3="70",
            B4=(
                "We are the one clinic for children in the county. About 70 children have a "
                "special health care need. Families drive to Memphis or Tupelo for everything."
            ),
            B5="Tippah and Benton",
            B5a="85",
            B6="Many of our families work shifts. We will call in the evening.",
        )
        | patients(170, 160, 120),
        "team": one(
            C2="Dr. Oakes owns the clinic and is for it. We meet at lunch when we can.",
            C4="We look for a second nurse practitioner. That may take until the summer.",
        ),
        "data": one(
            D1="We have not done a project with test cycles before. We started a recall list.",
            D2="Demo EHR 9",
            D4="Our biller pulls numbers when somebody asks. The last time was in spring.",
            D5="We do not know yet how to count referrals. We would count on paper.",
        ),
        "coordination": one(
            F1=(
                "Everybody here knows everybody. The front desk calls when a child was in the "
                "hospital. Nothing is written down in one place, and that is our problem."
            ),
            F3="Not yet. A mother from our church group may be willing.",
            F5="unknown",
        ),
        "plan": one(
            G2="Make one list of all children with special health care needs.",
            G3="We keep the list.",
        )
        | aim(
            "We know every child with a special health care need and their plan",
            "All of about 70",
            "Our patients under 21",
            "At our clinic",
        ),
        "budget": budget(10_500, 600, 2_000, 1_400, 500),
    },
    contenders.HARBOR: {
        "need": one(
            B3="310",
            B4=(
                "Of 2,150 patients under 21, 310 have a special health care need by the flag in "
                "our record, checked by a nurse. 44 moved here with the military in the last two "
                "years and came without a plan of care. 29% of our families speak Vietnamese or "
                "Spanish at home, and their children miss follow-up twice as often."
            ),
            B5="Harrison, Jackson and Hancock",
            B5a="75",
            B6=(
                "Plans of care in three languages, read with the family and not only handed over. "
                "Our family partner leads the group that writes them."
            ),
        )
        | patients(820, 730, 600),
        "team": one(
            C2=(
                "The partners signed that the team has Tuesday from 12 to 1:30, with two visits "
                "less on the schedule. They look at our chart each month, and so does our "
                "family council."
            ),
            C4="None that we know of. Two people can do each task.",
        ),
        "data": one(
            D1=(
                "Aim: 80% of children with asthma have a written plan. Test 1, handing it out at "
                "the front desk, failed: nobody read it. Test 2, the nurse goes through it with "
                "the parent, took us from 35% to 83% in nine months, and it stayed there."
            ),
            D2="Demo EHR 12",
            D4="Reports run by themselves on the 3rd. We have had monthly run charts since 2023.",
            D5="Visits at the base hospital are not in our record. We ask the family each time.",
        ),
        "coordination": one(
            F1=(
                "Two coordinators have 310 children on a shared list with three levels. They meet "
                "the school nurses each month and have a named person at two emergency rooms, the "
                "children's hospital and a dentist who takes Medicaid. What we lack is a plan for "
                "the change to adult care."
            ),
            F3=(
                "Our partner is the mother of a child with a heart condition. She is paid 35 "
                "dollars an hour, has a contract, and is trained by the state's family center."
            ),
            F4="ncqa",
            F5="often",
        ),
        "plan": one(
            G2="Write the plan with three families of teenagers, then ask what was missing.",
            G3="The plan is part of the well visit at 12. One partner owns the measure.",
        )
        | aim(
            "Teenagers have a shared plan that names the change to adult care",
            "From 8% to 65%",
            "Patients of 12 to 20 on our registry",
            "At our one site in Biloxi",
        ),
        "budget": budget(7_200, 4_200, 500, 2_300, 800),
    },
    contenders.KESTREL: {
        "need": one(
            B3="420",
            B4=(
                "Jackson has doctors, but our families wait four months for a visit in "
                "development. 420 of our 2,900 children have a special health care need. When "
                "the water was out in 2022 we found that we could reach 61 of 118 families "
                "whose child needs a machine at home."
            ),
            B5="Hinds and Madison",
            B5a="15",
            B6="Families in the south of the city come last in everything. We begin with them.",
        )
        | patients(1_100, 950, 850),
        "team": one(
            C2="Our board passed a resolution. Details of the time are to be worked out.",
            C4="Our medical director leaves in March. We are looking for a successor.",
        ),
        "data": one(
            D1=(
                "We took part in two collaboratives. Screening for depression went from 20% to "
                "74%. After the grant ended it fell to 40%, and we learned to plan for the end."
            ),
            D2="Demo EHR 11",
            D4="An analyst of our network pulls the counts. We ask two weeks ahead.",
        ),
        "coordination": one(
            F1=(
                "Six coordinators, each with a payer's list of their own. Three of them may call "
                "the same family in a week. We know that this is not good."
            ),
            F3="A family council of seven meets every quarter. Nobody of it is paid so far.",
        ),
        "plan": one(
            G2="One coordinator, one list, ten families, one month.",
            G3="If it works, our human resources office changes the job descriptions.",
        )
        | aim(
            "Each family has one coordinator whom they can name",
            "From an unknown number to 75%",
            "Children with two or more coordinators now",
            "At our site on the south side",
        ),
        "budget": budget(11_000, 1_200, 1_300, 700, 800),
    },
    contenders.MUSCADINE: {
        "need": one(
            B3="95",
            B4=(
                "We counted 95 children with a special health care need among 610. 22 of them "
                "were in an emergency room twice or more last year. In 15 of those 22 we heard "
                "of it by chance."
            ),
            B5="Jasper, Clarke and Smith",
            B5a="100",
            B6="Our school-based nurse sees the children whom we do not.",
        )
        | patients(230, 210, 170),
        "team": one(
            C2=(
                "The hospital's administrator pays for six hours a week and asked for one page "
                "from us each month. The clinic closes an hour early on the first Monday."
            ),
        ),
        "data": one(
            D1="We brought flu shots from 41% to 58% with a list at the front desk, in one season.",
            D2="Demo EHR 10, the hospital's",
            D4="The hospital's analyst gives us a day each month.",
        ),
        "coordination": one(
            F1=(
                "The hospital faxes us visits to its emergency room the next morning, other "
                "hospitals do not. A nurse calls. The health department is next door."
            ),
            F3="A father who was a patient here himself. We pay 20 dollars an hour.",
        ),
        "plan": one(
            G2="Ask the emergency room in Laurel for a list each Monday, for four weeks.",
            G3="The list goes into the Monday huddle, which we have had for years.",
        )
        | aim(
            "A nurse calls within three days after an emergency visit",
            "From 30% to 80%",
            "Children with special health care needs",
            "At our clinic in Bay Springs",
        ),
        "budget": budget(9_600, 1_800, 800, 1_100, 700),
    },
    contenders.COTTONWOOD: {
        "need": one(
            B3="130",
            B4=(
                "We grow by 200 patients a year. Our record flags 130 children with a special "
                "health care need, which is fewer than we would expect of 1,900. Most see a "
                "specialist in Memphis, and 4 in 10 notes never come back to us."
            ),
            B5="DeSoto, Tate and Marshall",
            B5a="25",
            B6="We offer late hours on two days. We do not know yet who is left out.",
        )
        | patients(760, 640, 500),
        "team": one(
            C2="Our manager keeps Friday from 1 to 2 free. The doctors join every other week.",
            C4="We move to a larger building next door in the fall.",
        ),
        "data": one(
            D1=(
                "We cut the wait for a well visit from 31 to 12 days with two test cycles. The "
                "first one, more phones, changed nothing."
            ),
            D2="Demo EHR 12",
            D4="Our manager builds the reports, and she is the only one who can.",
        ),
        "coordination": one(
            F1=(
                "A medical assistant tracks referrals in a spreadsheet for half a day each week. "
                "The hospital in Memphis gave us access to its record last year."
            ),
            F3="We asked on our page and four parents wrote back. We have not met yet.",
        ),
        "plan": one(
            G2="Flag children at check-in with three questions, one doctor, one week.",
            G3="The questions become part of the form that parents fill in anyway.",
        )
        | aim(
            "Every child with a special health care need is on our registry",
            "From 130 to at least 250",
            "All patients under 21",
            "At our one site in Southaven",
        ),
        "budget": budget(6_500, 1_500, 3_400, 900, 700),
    },
}
