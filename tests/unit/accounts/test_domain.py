from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.accounts.domain import invitations, lifetimes, names, passwords, totp
from app.accounts.domain.addresses import safe_path
from app.accounts.domain.devices import device_words
from app.policy import Role

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
instants = st.datetimes(
    min_value=dt.datetime(2026, 1, 1),  # noqa: DTZ001  # Hypothesis adds the zone
    max_value=dt.datetime(2027, 1, 1),  # noqa: DTZ001  # Hypothesis adds the zone
    timezones=st.just(dt.UTC),
)
maybe = st.none() | instants


# passwords


@pytest.mark.parametrize(
    "password",
    [
        "magnolia tractor seven rain",
        "correct horse battery staple",
        "Four bridges, 2 rivers",
        "mi abuela baila los martes",
        "дождь над рекой утром",
        "雨の朝に橋を渡る二人の子供たち歩く",
        "x7#kQ!vR2&mP9@wZ",
        "a b c d e f g h i j k q z",
        "the clinic with the blue door",
    ],
)
def test_long_passwords_of_any_kind_are_good(password: str) -> None:
    assert passwords.weakness(password, own_words=("Ana Reed", "ana@example.org")) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("passwordpassword", passwords.TOO_COMMON),
        ("iloveyou1234567890", passwords.TOO_COMMON),
        ("sunshinesunshine", passwords.TOO_COMMON),
        ("!!!!baseball!!!!!!", passwords.TOO_COMMON),
        ("aaaaaaaaaaaaaaaa", passwords.TOO_SIMPLE),
        ("abcabcabcabcabcabc", passwords.TOO_SIMPLE),
        ("abcdefghijklmnop", passwords.TOO_SIMPLE),
        ("9876543210987654", passwords.TOO_SIMPLE),
        ("qwertyuiopoiuytrewq", passwords.TOO_SIMPLE),
        ("cyshcn cares 2 portal", passwords.TOO_CLOSE),
        ("Ana Reed Mississippi 1", passwords.TOO_CLOSE),
        ("ana.reed@example.org", passwords.TOO_CLOSE),
    ],
)
def test_guessable_passwords_are_not(password: str, why: str) -> None:
    assert passwords.weakness(password, own_words=("Ana Reed", "ana.reed@example.org")) == why


@given(st.text(max_size=14))
def test_a_short_password_is_never_good_alone(password: str) -> None:
    assert passwords.weakness(password) is not None


@given(st.text(max_size=7))
def test_nor_a_very_short_one_with_a_second_step(password: str) -> None:
    assert passwords.weakness(password, has_second_factor=True) is not None


@given(st.text(min_size=257, max_size=400))
def test_a_password_has_an_upper_length(password: str) -> None:
    assume(len(passwords.normal(password)) > passwords.LONGEST)

    assert passwords.weakness(password) == "Use 256 characters or fewer."


@given(st.text(max_size=300))
def test_judging_never_fails(password: str) -> None:
    assert passwords.weakness(password, own_words=(password,)) != ""


def test_128_characters_are_fine() -> None:
    words = "one two three four five six seven eight nine ten eleven twelve " * 3
    assert passwords.weakness(words[:128]) is None


def test_the_list_is_large_and_small_enough() -> None:
    assert len(passwords.common_passwords()) > 10_000
    assert all(len(word) >= 8 for word in passwords.common_passwords())


# second step


@given(instants, st.integers(-40, 40))
def test_a_code_is_good_for_its_own_step_and_the_neighbours(at: dt.datetime, away: int) -> None:
    key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    step = totp.step_at(at) + away
    near = {totp.code_for(key, totp.step_at(at) + n) for n in (-1, 0, 1)}
    assume(abs(away) <= 1 or totp.code_for(key, step) not in near)

    found = totp.matching_step(key, totp.code_for(key, step), at=at)

    assert (found is not None) == (abs(away) <= 1)


@given(instants)
def test_a_step_is_used_once_and_in_order(at: dt.datetime) -> None:
    key = totp.new_key()
    now = totp.step_at(at)
    code = totp.code_for(key, now)

    assert totp.matching_step(key, code, at=at, last_step=now - 5) == now
    assert totp.matching_step(key, code, at=at, last_step=now) is None


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    assert totp.code_for("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", seconds // 30) == code


@given(st.text())
def test_recovery_codes_are_read_whatever_the_spelling(noise: str) -> None:
    [code, *_] = totp.new_recovery_codes()

    assert totp.plain_code(code.upper().replace("-", " ")) == totp.plain_code(code)
    assert not totp.is_app_code(totp.plain_code(code))
    assert isinstance(totp.plain_code(noise), str)


# invitations


@given(maybe, maybe, maybe, instants, instants)
def test_an_invitation_has_one_state_at_any_time(
    accepted: dt.datetime | None,
    revoked: dt.datetime | None,
    declined: dt.datetime | None,
    expires: dt.datetime,
    at: dt.datetime,
) -> None:
    assume([accepted, revoked, declined].count(None) >= 2)

    found = invitations.state(
        accepted_at=accepted, revoked_at=revoked, declined_at=declined, expires_at=expires, at=at
    )

    if accepted is not None:
        assert found is invitations.InvitationState.ACCEPTED
    elif revoked is not None:
        assert found is invitations.InvitationState.REVOKED
    elif declined is not None:
        assert found is invitations.InvitationState.DECLINED
    else:
        assert (found is invitations.InvitationState.EXPIRED) == (at >= expires)
    assert invitations.WORDS[found]


# lifetimes


@given(st.integers(0, 60 * 24), st.integers(0, 60 * 24))
def test_a_session_lives_while_neither_limit_is_reached(age: int, quiet: int) -> None:
    assume(quiet <= age)
    at = NOON + dt.timedelta(minutes=age)

    over = lifetimes.is_over(
        NOON,
        at - dt.timedelta(minutes=quiet),
        idle=dt.timedelta(minutes=30),
        hours=12,
        at=at,
    )

    assert over == (age >= 720 or quiet >= 30)


@pytest.mark.parametrize("role", Role)
def test_roles_in_the_program_are_signed_out_sooner(role: Role) -> None:
    from app.policy import PROGRAM_ROLES

    limits = lifetimes.Limits(team_minutes=120, staff_minutes=30, hours=12)

    minutes = lifetimes.idle_limit([role], limits).total_seconds() / 60

    assert minutes == (30 if role in PROGRAM_ROLES else 120)


# words


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130", "Edge on Windows"),
        ("Firefox", "Firefox"),
        ("", "Another program"),
    ],
)
def test_browsers_are_named_so_that_their_owner_knows_them(agent: str, words: str) -> None:
    assert device_words(agent) == words


def test_roles_are_named_with_their_place() -> None:
    assert names.role_words(Role.DATA_MANAGER) == "Data manager"
    assert names.role_words(Role.LEAD, "Delta") == "Lead, Delta"


# addresses


@given(st.text(max_size=60))
def test_a_safe_path_is_a_path_of_this_host(text: str) -> None:
    from urllib.parse import urljoin, urlsplit

    path = safe_path(text)

    if path is not None:
        joined = urlsplit(urljoin("https://portal.example.org/sign-in", path))
        assert (joined.scheme, joined.netloc) == ("https", "portal.example.org")


@given(st.text("/\\.%2f5c:@ae\t", min_size=1, max_size=20))
def test_so_is_one_made_of_the_signs_that_attackers_use(tail: str) -> None:
    from urllib.parse import urljoin, urlsplit

    path = safe_path("/" + tail)

    if path is not None:
        assert urlsplit(urljoin("https://portal.example.org/x", path)).netloc == (
            "portal.example.org"
        )
        assert not path.startswith("//")
