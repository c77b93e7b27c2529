"""Each promise has a made-up history that breaks it, which the checks find, and good ones in which they find nothing."""

import unittest

from ..checks import check
from .stories import DAY, ZERO, Story, duel


def rules(story: Story, **members) -> set[str]:
    return {violation.rule for violation in check(story.evidence(**members))}


class GoodHistories(unittest.TestCase):
    def assert_good(self, story: Story, **members):
        self.assertEqual([violation.what for violation in check(story.evidence(**members))], [])

    def test_a_match_from_search_to_result(self):
        self.assert_good(duel())

    def test_leaving_declining_and_signing_out_end_a_ticket(self):
        story = Story()
        story.sign_in(0, "ada")
        story.enqueue(1, "ada", "t1", 1)
        story.cancel(2, "ada", "t1", 2)
        story.enqueue(3, "ada", "t2", 3)
        story.found(4, "ada", "t2", "m1", 4)
        story.answer(5, "ada", "t2", "m1", 5, accept=False)
        story.not_queued(6, "ada", 6, "declined")
        story.enqueue(7, "ada", "t3", 7)
        story.ask(8, "ada", "logout")
        story.sign_in(9, "ada")
        story.not_queued(10, "ada", 8, "sessionEnded")
        self.assert_good(story)

    def test_who_accepted_searches_on_with_his_age(self):
        story = Story()
        story.sign_in(0, "ada")
        story.enqueue(1, "ada", "t1", 1)
        story.found(2, "ada", "t1", "m1", 2)
        story.answer(3, "ada", "t1", "m1", 3)
        story.looking(20, "ada", "t1", 4)
        story.cancel(21, "ada", "t1", 5)
        self.assert_good(story)

    def test_unknown_requests_explain_what_they_may_have_done(self):
        story = Story()
        story.sign_in(0, "ada")
        story.enqueue(1, "ada", "t1", 1)
        story.ask(2, "ada", "cancel", 503, {"ticketId": "t1"})
        story.not_queued(3, "ada", 2, "revoked")
        self.assert_good(story)

    def test_a_host_that_said_idle_or_may_have_is_free(self):
        story = Story()
        story.ask(1, "seeker", "find", roomId="room-1")
        story.ask(2, "hosts", "host-status", 0, {"hostId": "host-1", "status": "idle"})
        story.ask(3, "seeker", "find", roomId="room-1")
        story.ask(24, "seeker", "find", roomId="room-1")
        self.assert_good(story)

    def test_two_peers_meet(self):
        story = Story()
        story.ask(1, "peer", "port", asked={"address": "198.18.0.1:4000"})
        start = {"shouldStartMatch": True, "matchAddress": "198.18.0.1"}
        story.ask(2, "peer", "matcher", asked={"address": "198.18.0.2:4000"}, **start)
        story.ask(3, "peer", "matcher", asked={"address": "198.18.0.2:4000"}, **start)
        self.assert_good(story)


class BadHistories(unittest.TestCase):
    def assert_found(self, rule: str, story: Story, **members):
        self.assertIn(rule, rules(story, **members))

    # Tickets

    def test_two_states_of_one_revision(self):
        story = duel()
        story.looking(9.5, "ada", "t9", 5)
        self.assert_found("one ticket at a time", story)

    def test_a_ticket_beside_another(self):
        story = duel()
        story.enqueue(10, "ada", "t3", 6)
        story.looking(11, "ada", "t1", 7)
        story.cancel(12, "ada", "t3", 8)
        self.assert_found("one ticket at a time", story)

    def test_a_ticket_that_ended_as_nothing(self):
        story = Story()
        story.sign_in(0, "ada")
        story.enqueue(1, "ada", "t1", 1)
        story.not_queued(2, "ada", 2)
        self.assert_found("tickets end", story)

    def test_a_ticket_that_never_ended(self):
        story = Story()
        story.sign_in(0, "ada")
        story.enqueue(1, "ada", "t1", 1)
        self.assert_found("tickets end", story)

    def test_a_ticket_that_was_followed_by_another(self):
        story = Story()
        story.sign_in(0, "ada")
        story.enqueue(1, "ada", "t1", 1)
        story.enqueue(2, "ada", "t2", 2)
        story.cancel(3, "ada", "t2", 3)
        self.assert_found("tickets end", story)

    def test_endings_that_nobody_brought_about(self):
        for reason in ("revoked", "declined", "notAccepted", "sessionEnded", "expired", "disconnected", "operator", "party"):
            story = Story()
            story.sign_in(0, "ada")
            story.enqueue(1, "ada", "t1", 1)
            story.not_queued(20, "ada", 2, reason)
            with self.subTest(reason):
                self.assert_found("tickets end", story)

    def test_an_acceptance_that_did_not_count(self):
        story = Story()
        story.sign_in(0, "ada")
        story.enqueue(1, "ada", "t1", 1)
        story.found(2, "ada", "t1", "m1", 2)
        story.answer(3, "ada", "t1", "m1", 3)
        story.not_queued(20, "ada", 4, "notAccepted")
        self.assert_found("acceptors keep their age", story)

    def test_an_age_that_was_lost(self):
        story = Story()
        story.sign_in(0, "ada")
        story.enqueue(1, "ada", "t1", 1)
        story.found(2, "ada", "t1", "m1", 2)
        story.answer(3, "ada", "t1", "m1", 3)
        story.looking(20, "ada", "t1", 4, age=f"{DAY}20.000Z")
        story.cancel(21, "ada", "t1", 5)
        self.assert_found("acceptors keep their age", story)

    def test_a_place_that_was_lost_with_another_ticket(self):
        story = Story()
        story.sign_in(0, "ada")
        story.enqueue(1, "ada", "t1", 1)
        story.found(2, "ada", "t1", "m1", 2)
        story.answer(3, "ada", "t1", "m1", 3)
        story.looking(20, "ada", "t2", 4)
        story.cancel(21, "ada", "t2", 5)
        self.assert_found("acceptors keep their age", story)

    def test_a_cancelled_ticket_that_lives_on(self):
        story = Story()
        story.sign_in(0, "ada")
        story.enqueue(1, "ada", "t1", 1)
        story.cancel(2, "ada", "t1", 2)
        story.found(3, "ada", "t1", "m1", 3)
        self.assert_found("cancelled is never matched", story)

    def test_a_match_after_its_player_had_left(self):
        story = duel()
        story.cancel(10, "ada", "t3", 6)
        story.play("m2", 12, 15)
        self.assert_found("cancelled is never matched", story)

    def test_a_match_that_its_player_had_left(self):
        story = duel()
        story.cancel(5, "ada", "t1", 4)
        self.assert_found("cancelled is never matched", story)

    # Matches

    def test_a_player_in_two_matches(self):
        story = duel()
        story.play("m2", 6, 8, "s:2")
        self.assert_found("one match at a time", story)

    def test_a_server_in_two_matches_of_the_log(self):
        story = Story()
        story.play("m1", 2, 9)
        story.play("m2", 3, 8)
        self.assert_found("a server is promised once", story)

    def test_a_server_that_two_players_saw_in_two_matches(self):
        story = Story()
        for who, match in (("ada", "m1"), ("bob", "m2")):
            story.confirmed(1, who, f"t-{who}", match, 1)
            story.confirmed(5, who, f"t-{who}", match, 1)
        self.assert_found("a server is promised once", story)

    def test_a_server_twice_in_one_list(self):
        story = duel()
        story.provide(4, ("s:1", "m1"), ("s:1", "m2"))
        self.assert_found("a server is promised once", story)

    def test_a_confirmed_match_that_the_log_has_not(self):
        story = duel()
        story.confirmed(12, "ada", "t3", "m2", 7)
        self.assert_found("what was shown is in the log", story)

    def test_a_match_that_ended_otherwise_in_the_log(self):
        story = duel()
        story.complete(10, "ada", "t1", "m1", 5, "abandoned")
        self.assert_found("what was shown is in the log", story)

    # Results

    def test_a_recorded_result_that_is_not_in_the_log(self):
        story = duel()
        story.report(12, "m2")
        self.assert_found("recorded is in the log", story)

    def test_another_result_in_the_log(self):
        story = Story()
        story.play("m1", 2, 7)
        story.report(6, "m1", winner="bob")
        self.assert_found("recorded is in the log", story)

    def test_two_results_that_were_both_recorded(self):
        story = duel()
        story.report(8, "m1", winner="bob")
        self.assert_found("a result counts once", story)

    def test_the_same_report_refused(self):
        story = duel()
        story.report(8, "m1", 409)
        self.assert_found("a result counts once", story)

    def test_a_match_with_two_ends(self):
        story = duel()
        story.tell("match.abandoned.v1", "m1", 3, 9, ended=9)
        self.assert_found("a result counts once", story)

    def test_a_match_without_an_end(self):
        story = duel()
        story.tell("match.confirmed.v1", "m2", 1, 13, 12)
        self.assert_found("matches end", story)

    def test_a_result_rated_twice(self):
        story = duel()
        final = {"final": True, "player": "bob"}
        story.ask(21, "operator", "user", asked=final, playerId="id-bob", ratings={"duel": {"matches": 2}})
        self.assert_found("a result counts once", story)

    def test_a_result_that_is_not_listed(self):
        story = duel()
        story.ask(21, "operator", "results", lines=[])
        self.assert_found("recorded is in the log", story)

    def test_an_event_under_two_ids(self):
        story = duel()
        story.log.append(story.log[1] | {"id": "another"})
        self.assert_found("always under one id", story)

    def test_two_events_under_one_id(self):
        story = duel()
        story.log.append(story.log[1] | {"type": "match.result.disputed.v1"})
        self.assert_found("always under one id", story)

    def test_a_gap_in_the_log(self):
        story = duel()
        story.tell("match.result.disputed.v1", "m1", 4, 9)
        self.assert_found("in order, without gaps", story)

    def test_a_log_out_of_order(self):
        story = duel()
        story.log.reverse()
        self.assert_found("in order, without gaps", story)

    # Sessions, answers

    def test_an_ended_session_that_lets_in(self):
        story = Story()
        story.ask(10, "graves", "user", asked={"logout": ZERO + 4})
        self.assert_found("ended sessions stay ended", story)

    def test_a_session_that_was_lost(self):
        story = Story()
        story.sign_in(0, "ada")
        story.ask(1, "ada", "state", 401)
        self.assert_found("sessions aren't lost", story)

    def test_answers_that_no_client_should_get(self):
        for status in (500, 502, 504):
            story = Story()
            story.ask(1, "ada", "state", status)
            with self.subTest(status):
                self.assert_found("documented answers", story)
        story = Story()
        story.ask(1, "ada", "enqueue", 418, {"mode": "duel"})
        self.assert_found("documented answers", story)

    def test_an_answer_in_a_wrong_form(self):
        story = Story()
        story.change(story.ask(1, "ada", "state", 503), fault="503 without Retry-After")
        self.assert_found("documented answers", story)

    # Hosts, peers

    def test_a_host_found_twice(self):
        story = Story()
        story.ask(1, "seeker", "find", roomId="room-1")
        story.ask(5, "other", "find", roomId="room-1")
        self.assert_found("a host's slot is promised once", story)

    def test_a_host_found_in_its_session(self):
        story = Story()
        story.ask(1, "hosts", "host-status", asked={"hostId": "host-1", "status": "busy"})
        story.ask(40, "hosts", "heartbeat", asked={"hostId": "host-1", "status": "busy"})
        story.ask(50, "seeker", "find", roomId="room-1")
        self.assert_found("a host's slot is promised once", story)

    def test_a_peer_given_to_two(self):
        story = Story()
        story.ask(1, "peer", "port", asked={"address": "198.18.0.1:4000"})
        for guest in ("198.18.0.2:4000", "198.18.0.3:4000"):
            story.ask(2, "peer", "matcher", asked={"address": guest}, shouldStartMatch=True, matchAddress="198.18.0.1")
        self.assert_found("a peer is promised once", story)

    def test_a_peer_that_hosts_and_is_sent_away(self):
        story = Story()
        for address in ("198.18.0.1:4000", "198.18.0.2:4000"):
            story.ask(1, "peer", "port", asked={"address": address})
        story.ask(2, "peer", "matcher", asked={"address": "198.18.0.2:4000"}, shouldStartMatch=True, matchAddress="198.18.0.1")
        self.assert_found("a peer is promised once", story)

    def test_a_peer_sent_to_two(self):
        story = Story()
        for host in ("198.18.0.1", "198.18.0.2"):
            story.ask(1, "peer", "port", asked={"address": f"{host}:4000"})
            story.ask(2, "peer", "matcher", asked={"address": "198.18.0.3:4000"}, shouldStartMatch=True, matchAddress=host)
        self.assert_found("a peer is promised once", story)

    def test_a_peer_sent_to_a_closed_port(self):
        story = Story()
        story.ask(2, "peer", "matcher", asked={"address": "198.18.0.3:4000"}, shouldStartMatch=True, matchAddress="198.18.0.1")
        self.assert_found("a peer is promised once", story)

    # Afterwards

    def test_nothing_works_after_the_last_fault(self):
        story = duel()
        self.assert_found("all works again", story, healed=ZERO + 10)

    def test_what_did_not_come_to_its_end(self):
        story = duel()
        self.assert_found("all comes to its end", story, healed=ZERO + 0, unfinished=["ada has something open"])
