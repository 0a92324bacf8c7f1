namespace GameServer.Tests.Guards;

/// <summary>
/// What somebody may try against a server on the internet, and the tests that hold against it. A test of C# is named
/// <c>File.Method</c>, one of TypeScript <c>file.test.ts: the beginning of its title</c>.
/// </summary>
public class ThreatTests
{
    private static readonly (string Threat, string[] Proofs)[] Table =
    [
        ("Token guessing", [
            "TokenTests.Neither_a_random_token_nor_one_that_is_a_bit_off_is_anybodys",
            "TokenTests.After_the_tenth_bad_token_an_address_is_locked_out_for_ten_minutes_whichever_connection_it_comes_by",
            "StoredWordsTests.What_is_on_the_disk_tells_nobodys_token",
        ]),
        ("A token in logs, URL, referrer", ["LogTests.No_token_stands_in_any_line_however_much_is_logged", "PageTests.Every_answer_carries_the_security_headers"]),
        ("A stolen token used beside its owner", [
            "ConnectionTests.A_second_connection_asks_and_one_that_takes_over_gets_everything",
            "TokenTests.A_token_is_valid_for_a_day_after_its_last_use",
        ]),
        ("Forged cursors", ["ForgedCursorTests.A_hundred_thousand_forged_tokens_rooms_epochs_and_cursors_read_nothing_of_others", "F12_ForeignCursorTests.F12_Every_cursor_gets_its_own_answer_and_nobody_else_hears_of_it"]),
        ("Reading private events", [
            "F14_PrivateEventsTests.F14_A_replay_hides_what_was_published_to_others_and_no_byte_of_it_is_written",
            "F14_PrivateEventsTests.F14_Who_is_kicked_while_away_is_refused_and_gets_nothing_of_what_came_after",
            "AdminTests.What_is_for_single_players_is_not_for_operators",
        ]),
        ("Finding rooms by trying", [
            "GuessingTests.A_wrong_code_and_one_of_nothing_cost_the_same_look_up_and_answer_with_the_same_bytes",
            "GuessingTests.Ten_guesses_a_minute_are_all_however_many_are_made_at_once",
            "GuessingTests.Another_identity_brings_an_address_no_more_guesses_than_a_crowd_has",
        ]),
        ("Acting as another", ["ActingAsAnotherTests.Anothers_id_in_every_argument_of_every_call_acts_for_nobody_but_oneself"]),
        ("A move sent twice", ["MoveTests.A_repeated_number_gets_the_first_ack_whatever_it_says_now", "F4_KillTests.F4"]),
        ("A foreign page", ["OriginTests.A_page_may_connect_if_its_origin_is_the_servers_own_or_allowed_by_name", "OriginTests.A_foreign_page_gets_403_before_the_upgrade"]),
        ("Other transports", ["OriginTests.There_is_no_way_in_but_a_WebSocket"]),
        ("Messages that are too long", [
            "MalformedCallTests.A_message_longer_than_the_limit_ends_the_connection_and_one_within_it_does_not",
            "OversizeTests.Oversized_messages_by_the_hundred_leave_nothing_behind",
        ]),
        ("Deep or malformed JSON", [
            "MalformedCallTests.A_malformed_call_is_refused_and_the_connection_lives",
            "MalformedCallTests.The_fifth_malformed_call_in_a_minute_ends_the_connection",
            "MalformedCallTests.An_error_says_nothing_about_the_servers_inside",
            "SocketFuzzTests.Fifty_thousand_messages_harm_nobody_else",
        ]),
        ("Numbers nobody can hold", ["HostileBytesTests.What_a_client_could_not_hold_reaches_no_game"]),
        ("Bad UTF-8, control and bidi characters", [
            "HostileBytesTests.Text_that_is_no_UTF8_ends_the_connection_before_anything_of_it_is_read",
            "ConnectionTests.A_name_is_cut_cleaned_or_made_up",
        ]),
        ("Scripts and poisoned objects in names, chat and events", ["hostile.test.ts: 30 scripts in names and chat, and 20 poisoned objects"]),
        ("Log injection", ["LogTests.Everything_of_a_server_that_runs_is_one_JSON_object_a_line"]),
        ("SQL injection", ["StoredWordsTests.SQL_in_names_rooms_moves_and_tokens_stays_text"]),
        ("A flood of moves, pings, calls", [
            "FloodTests.Who_does_not_wait_as_told_for_five_seconds_is_closed_and_every_move_was_answered",
            "FloodTests.Who_waits_as_told_is_never_flooding_however_long_the_line_is",
            "FloodTests.An_address_moves_no_faster_than_a_crowd_of_twenty_whoever_its_players_are",
            "FloodTests.Who_sends_too_much_for_five_seconds_is_closed",
            "FloodTests.The_list_of_rooms_is_not_asked_for_without_end_by_one_player_or_one_address",
            "AttackerTests.Forty_play_on_beside_one_attacker_who_is_cut_and_costs_little",
        ]),
        ("A flood of joins, rooms, connections", [
            "FloodTests.Who_joins_on_and_on_without_waiting_is_closed",
            "HelloJoinTests.New_rooms_count_as_joins_however_many_Hellos_name_them",
            "HelloJoinTests.Another_identity_brings_an_address_no_more_joins_than_a_crowd_has",
            "FloodTests.Rooms_are_not_opened_without_end_by_one_player_one_address_or_all_together",
            "FloodTests.Nobody_is_in_more_rooms_than_allowed_however_they_are_entered",
            "AdmissionTests.Too_many_connects_at_once_are_told_to_come_back",
            "AdmissionTests.Who_dials_on_and_on_keeps_nobody_else_out",
        ]),
        ("Resuming again and again", ["DeliveryTests.Replaying_too_much_too_often_gets_the_state_instead", "AttackerTests.Forty_play_on_beside_one_attacker_who_is_cut_and_costs_little"]),
        ("Slowloris, half a handshake, no Hello", ["SlowlorisTests.Five_hundred_who_drip_are_gone_in_35_seconds_and_the_others_do_not_notice", "HelloTests.A_connection_that_says_no_Hello_is_cut"]),
        ("Not reading", ["DeliveryTests.A_connection_whose_write_hangs_delays_nobody_and_is_cut_after_ten_seconds", "F10_StoppedReaderTests.F10_Who_stops_reading_delays_nobody"]),
        ("Taking all connections", [
            "AdmissionTests.A_full_server_answers_503_with_a_time_to_come_back_and_a_place_is_free_again_when_somebody_goes",
            "AdmissionTests.One_address_may_not_take_every_place",
            "IdleTests.Who_does_nothing_costs_30_KB_and_leaves_nothing_behind",
        ]),
        ("Abandoned rooms and players", ["AbandonedTests.A_hundred_thousand_players_and_their_rooms_come_and_go_and_nothing_of_them_stays"]),
        ("Game code that hangs", ["HealthTests.Work_that_no_longer_runs_is_noticed_after_15_seconds"]),
        ("Memory that runs out", [
            "MemoryTests.Short_of_memory_nobody_new_is_let_in_no_room_is_opened_and_those_who_play_go_on",
            "F4_OutOfMemoryTests.F4_A_server_that_runs_out_of_memory_ends_itself_and_loses_and_doubles_nothing",
        ]),
        ("A second process on the same data", ["StartTests.A_second_process_on_the_same_data_refuses_to_start"]),
        ("A spoofed address", ["AdmissionTests.A_proxys_word_about_addresses_is_believed_only_if_the_proxy_is_known"]),
        ("Request smuggling", [
            "HostileBytesTests.A_line_feed_in_a_chunks_extension_smuggles_no_second_request",
            "HostileBytesTests.A_runtime_that_is_known_to_let_requests_be_smuggled_is_refused",
        ]),
        ("Guessing the operators' token", [
            "AdminTests.Only_the_token_opens_it_and_only_in_a_header",
            "AdminTests.After_ten_wrong_tokens_an_address_is_not_listened_to_for_ten_minutes_and_others_are",
        ]),
    ];

    [Fact]
    public void Every_threat_has_tests_that_hold_against_it()
    {
        var tests = Repository.Files("tests", ".cs", ".ts").ToLookup(path => Path.GetFileName(path), Repository.Read);

        foreach (var (threat, proofs) in Table)
        {
            proofs.Should().NotBeEmpty(threat);
            foreach (var proof in proofs) tests[FileOf(proof)].Should().Contain(text => text.Contains(TestOf(proof), StringComparison.Ordinal), $"{proof} holds against: {threat}");
        }
    }

    private static bool IsTypeScript(string proof) => proof.Contains(".test.ts: ", StringComparison.Ordinal);

    private static string FileOf(string proof) => IsTypeScript(proof) ? proof.Split(": ")[0] : proof.Split('.')[0] + ".cs";

    private static string TestOf(string proof) => IsTypeScript(proof) ? $"it('{proof.Split(": ", 2)[1]}" : $" {proof.Split('.')[1]}";
}
