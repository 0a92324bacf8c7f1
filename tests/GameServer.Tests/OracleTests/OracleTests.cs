using System.Text.Json;

namespace GameServer.Reliability;

/// <summary>The judge judged: a good history passes, and each invariant catches a history made to break it, and it alone.</summary>
public sealed class OracleTests
{
    /// <summary>Two players, a lost connection, a replay, a private event, a repeated move, a restart: nothing wrong.</summary>
    private const string Good = """
        { "t": 0, "what": "dial", "who": "ann", "gen": 1 }
        { "t": 5, "what": "welcome", "who": "ann", "gen": 1 }
        { "t": 5, "what": "joined", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "head": 2, "lastMove": 0, "reason": "snapshot" }
        { "t": 5, "what": "snapshot", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 2, "reason": "new", "view": "v2" }
        { "t": 6, "what": "dial", "who": "bob", "gen": 1 }
        { "t": 9, "what": "welcome", "who": "bob", "gen": 1 }
        { "t": 9, "what": "joined", "who": "bob", "gen": 1, "room": "R", "epoch": "e", "head": 4, "lastMove": 0, "reason": "snapshot" }
        { "t": 9, "what": "snapshot", "who": "bob", "gen": 1, "room": "R", "epoch": "e", "seq": 4, "reason": "new", "view": "v4" }
        { "t": 10, "what": "event", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 3, "hash": "h3", "view": "v3" }
        { "t": 11, "what": "event", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 4, "hash": "h4", "view": "v4" }
        { "t": 12, "what": "send", "who": "bob", "gen": 1, "room": "R", "epoch": "e", "n": 1, "move": "bob-1" }
        { "t": 14, "what": "hidden", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 5, "upTo": 5 }
        { "t": 14, "what": "event", "who": "bob", "gen": 1, "room": "R", "epoch": "e", "seq": 5, "hash": "h5" }
        { "t": 15, "what": "lost", "who": "bob", "gen": 1 }
        { "t": 20, "what": "dial", "who": "bob", "gen": 2 }
        { "t": 25, "what": "welcome", "who": "bob", "gen": 2 }
        { "t": 25, "what": "joined", "who": "bob", "gen": 2, "room": "R", "epoch": "e", "head": 6, "lastMove": 1, "cursor": { "epoch": "e", "seq": 5 }, "reason": "replay" }
        { "t": 26, "what": "event", "who": "bob", "gen": 2, "room": "R", "epoch": "e", "seq": 6, "hash": "h6", "move": "bob-1", "by": "bob" }
        { "t": 26, "what": "event", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 6, "hash": "h6", "move": "bob-1", "by": "bob" }
        { "t": 27, "what": "send", "who": "bob", "gen": 2, "room": "R", "epoch": "e", "n": 1, "move": "bob-1" }
        { "t": 29, "what": "ack", "who": "bob", "gen": 2, "room": "R", "epoch": "e", "n": 1, "ok": true, "seq": 6 }
        { "t": 30, "what": "fault", "reason": "kill" }
        { "t": 40, "what": "end" }
        { "t": 40, "what": "journal", "room": "R", "epoch": "e", "seq": 3, "head": 6 }
        { "t": 40, "what": "commit", "room": "R", "epoch": "e", "seq": 3, "hash": "h3" }
        { "t": 40, "what": "commit", "room": "R", "epoch": "e", "seq": 4, "hash": "h4" }
        { "t": 40, "what": "commit", "room": "R", "epoch": "e", "seq": 5, "hash": "h5", "audience": ["bob"] }
        { "t": 40, "what": "commit", "room": "R", "epoch": "e", "seq": 6, "hash": "h6", "move": "bob-1", "by": "bob" }
        """;

    [Fact]
    public void A_good_history_passes() => Judge(Good).Should().BeEmpty();

    [Fact]
    public void A_line_with_an_unknown_field_is_no_line()
    {
        var read = () => History.Parse("""{ "t": 0, "what": "dial", "nonsense": 1 }""");

        read.Should().Throw<JsonException>().WithMessage("*nonsense*");
    }

    [Fact]
    public void A_line_is_written_as_it_was_read()
    {
        var line = Line.Parse("""{"t":1.5,"what":"joined","who":"ann","gen":1,"room":"R","epoch":"e","reason":"replay","cursor":{"epoch":"e","seq":4},"head":6}""");

        Line.Parse(line.ToString()).Should().BeEquivalentTo(line);
    }

    [Theory]
    // I1: a number is skipped; a replay starts where the client does not stand; an event comes before any snapshot; a client repairs a gap.
    [InlineData("I1", "ann 4", null)]
    [InlineData("I1", "bob replay", """{ "t": 25, "what": "joined", "who": "bob", "gen": 2, "room": "R", "epoch": "e", "head": 6, "cursor": { "epoch": "e", "seq": 4 }, "reason": "replay" }""")]
    [InlineData("I1", "ann snapshot", null)]
    [InlineData("I1", "ann 4", """
        { "t": 11, "what": "desync", "who": "ann", "gen": 1, "room": "R" }
        { "t": 11, "what": "snapshot", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 4, "reason": "desync", "pushed": true }
        """)]
    // I2: a number comes twice.
    [InlineData("I2", "ann 4", """
        { "t": 11, "what": "event", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 4, "hash": "h4" }
        { "t": 11, "what": "event", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 4, "hash": "h4" }
        """)]
    // I3: two players get different payloads under one number.
    [InlineData("I3", "ann 6", """{ "t": 26, "what": "event", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 6, "hash": "other", "move": "bob-1" }""")]
    // I4: a private event, or a private part of a state, reaches another; one's own is hidden; an event comes after the leaving.
    [InlineData("I4", "ann hidden", """{ "t": 14, "what": "event", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 5, "hash": "h5" }""")]
    [InlineData("I4", "ann snapshot", """{ "t": 5, "what": "snapshot", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 2, "reason": "new", "view": "v2", "audience": ["bob"] }""")]
    [InlineData("I4", "bob 5", """{ "t": 14, "what": "hidden", "who": "bob", "gen": 1, "room": "R", "epoch": "e", "seq": 5, "upTo": 5 }""")]
    [InlineData("I4", "ann 6", """
        { "t": 25, "what": "left", "who": "ann", "gen": 1, "room": "R", "seq": 5, "reason": "kicked" }
        { "t": 26, "what": "event", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 6, "hash": "h6", "move": "bob-1" }
        """)]
    // I5: a refused move takes effect; an ack names another number; repeats are answered differently.
    [InlineData("I5", "bob ack", """{ "t": 29, "what": "ack", "who": "bob", "gen": 2, "room": "R", "epoch": "e", "n": 1, "ok": false, "reason": "refused" }""")]
    [InlineData("I5", "bob ack", """{ "t": 29, "what": "ack", "who": "bob", "gen": 2, "room": "R", "epoch": "e", "n": 1, "ok": true, "seq": 4 }""")]
    [InlineData("I5", "bob ack", """
        { "t": 29, "what": "ack", "who": "bob", "gen": 2, "room": "R", "epoch": "e", "n": 1, "ok": true, "seq": 6 }
        { "t": 29, "what": "ack", "who": "bob", "gen": 2, "room": "R", "epoch": "e", "n": 1, "ok": true }
        """)]
    // I6: what a client made of the events is not what a snapshot says.
    [InlineData("I6", "ann 4", """{ "t": 11, "what": "event", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 4, "hash": "h4", "view": "other" }""")]
    // I7: a snapshot for a cursor that needed none; one without a reason.
    [InlineData("I7", "bob replay", """
        { "t": 25, "what": "joined", "who": "bob", "gen": 2, "room": "R", "epoch": "e", "head": 5, "cursor": { "epoch": "e", "seq": 5 }, "reason": "snapshot" }
        { "t": 25, "what": "snapshot", "who": "bob", "gen": 2, "room": "R", "epoch": "e", "seq": 5, "reason": "ahead" }
        """)]
    [InlineData("I7", "ann 4", """{ "t": 11, "what": "snapshot", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 4, "pushed": true }""")]
    // I9: slow after a redial; deaf at the end; a move without answer; one who never came back.
    [InlineData("I9", "bob 6", """{ "t": 5100, "what": "event", "who": "bob", "gen": 2, "room": "R", "epoch": "e", "seq": 6, "hash": "h6", "move": "bob-1" }""")]
    [InlineData("I9", "ann 6", null)]
    [InlineData("I9", "bob ack", null)]
    [InlineData("I9", "bob ack", """
        { "t": 29, "what": "ack", "who": "bob", "gen": 2, "room": "R", "epoch": "e", "n": 1, "ok": true, "seq": 6 }
        { "t": 29, "what": "lost", "who": "bob", "gen": 2 }
        """)]
    // I10: an old connection still delivers.
    [InlineData("I10", "bob 6", """{ "t": 26, "what": "event", "who": "bob", "gen": 1, "room": "R", "epoch": "e", "seq": 6, "hash": "h6", "move": "bob-1" }""")]
    // I11: a frame outruns the facts; ticks fall.
    [InlineData("I11", "ann 4", """
        { "t": 10, "what": "frame", "who": "ann", "gen": 1, "room": "R", "tick": 7, "basedOn": 4 }
        { "t": 11, "what": "event", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 4, "hash": "h4" }
        """)]
    [InlineData("I11", "ann 4", """
        { "t": 11, "what": "event", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 4, "hash": "h4" }
        { "t": 11, "what": "frame", "who": "ann", "gen": 1, "room": "R", "tick": 7, "basedOn": 4 }
        { "t": 12, "what": "frame", "who": "ann", "gen": 1, "room": "R", "tick": 7, "basedOn": 4 }
        """)]
    public void A_bad_history_is_caught(string invariant, string place, string? instead) =>
        Judge(Replace(place, instead)).Select(v => v.Invariant).Distinct().Should().Equal(invariant);

    [Fact]
    public void I5_A_move_that_took_effect_twice_is_caught() =>
        Judge(Good.Replace("\"seq\": 3, \"hash\": \"h3\"", "\"seq\": 3, \"hash\": \"h3\", \"move\": \"bob-1\"", StringComparison.Ordinal))
            .Should().ContainSingle().Which.ToString().Should().Contain("I5: move bob-1 took effect 2 times: at 3, 6");

    [Fact]
    public void I5_Moves_that_took_effect_in_another_order_are_caught() => Judge("""
        { "t": 1, "what": "send", "who": "bob", "room": "R", "epoch": "e", "n": 1, "move": "bob-1" }
        { "t": 2, "what": "send", "who": "bob", "room": "R", "epoch": "e", "n": 2, "move": "bob-2" }
        { "t": 3, "what": "commit", "room": "R", "epoch": "e", "seq": 1, "hash": "a", "move": "bob-2" }
        { "t": 3, "what": "commit", "room": "R", "epoch": "e", "seq": 2, "hash": "b", "move": "bob-1" }
        """).Should().ContainSingle().Which.Invariant.Should().Be("I5");

    [Fact]
    public void I7_A_third_pushed_snapshot_in_30_seconds_is_caught()
    {
        static string Pushed(int t) => $$"""{ "t": {{t}}, "what": "snapshot", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 6, "reason": "desync", "pushed": true }""" + "\n";
        var end = Good.IndexOf("""{ "t": 40, "what": "end" }""", StringComparison.Ordinal);

        Judge(Good.Insert(end, Pushed(31) + Pushed(32))).Should().BeEmpty();
        Judge(Good.Insert(end, Pushed(31) + Pushed(32) + Pushed(30_031))).Should().BeEmpty();
        Judge(Good.Insert(end, Pushed(31) + Pushed(32) + Pushed(30_030))).Should().ContainSingle().Which.Invariant.Should().Be("I7");
    }

    [Fact]
    public void I8_What_was_seen_and_is_not_in_the_journal_is_caught_unless_a_raised_epoch_was_told()
    {
        const string Lost = """
            { "t": 1, "what": "snapshot", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 0, "reason": "new", "pushed": true }
            { "t": 2, "what": "event", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 1, "hash": "h1" }
            { "t": 9, "what": "journal", "room": "R", "epoch": "f", "seq": 1, "head": 0 }

            """;

        static IEnumerable<string> Judged(string history) => Judge(history).Select(v => v.Invariant).Where(i => i == "I8");
        Judged(Lost).Should().ContainSingle();
        Judged(Lost + """{ "t": 9, "what": "raised", "epoch": "e", "reason": "tail_loss", "told": false }""").Should().ContainSingle();
        Judged(Lost + """{ "t": 9, "what": "raised", "epoch": "e", "reason": "tail_loss", "told": true }""").Should().BeEmpty();
    }

    [Fact]
    public void I8_An_acked_move_that_the_journal_does_not_hold_is_caught() => Judge("""
        { "t": 1, "what": "ack", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "n": 1, "ok": true, "seq": 2 }
        { "t": 9, "what": "journal", "room": "R", "epoch": "e", "seq": 1, "head": 1 }
        { "t": 9, "what": "commit", "room": "R", "epoch": "e", "seq": 1, "hash": "h1" }
        """).Should().ContainSingle().Which.Invariant.Should().Be("I8");

    [Theory]
    [InlineData(8_999, 1)]
    [InlineData(9_000, 0)]
    public void I9_Whoever_has_not_got_what_the_journal_has_had_for_a_second_is_deaf(int published, int violations)
    {
        var history = $$"""
            { "t": 1, "what": "joined", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "head": 0, "reason": "snapshot" }
            { "t": 1, "what": "snapshot", "who": "ann", "gen": 1, "room": "R", "epoch": "e", "seq": 0, "reason": "new" }
            { "t": 10000, "what": "end" }
            { "t": 10000, "what": "journal", "room": "R", "epoch": "e", "seq": 1, "head": 1 }
            { "t": {{published}}, "what": "commit", "room": "R", "epoch": "e", "seq": 1, "hash": "h1" }
            """;

        Judge(history).Select(v => v.Invariant).Should().Equal(Enumerable.Repeat("I9", violations));
    }

    [Fact]
    public void I10_Another_page_may_get_what_was_written_before_it_was_taken_over_and_nothing_else()
    {
        const string TakenOver = """
            { "t": 1, "what": "welcome", "who": "ann", "client": "tab1", "gen": 1 }
            { "t": 1, "what": "joined", "who": "ann", "client": "tab1", "gen": 1, "room": "R", "epoch": "e", "head": 0, "reason": "snapshot" }
            { "t": 1, "what": "snapshot", "who": "ann", "client": "tab1", "gen": 1, "room": "R", "epoch": "e", "seq": 0, "reason": "new" }
            { "t": 2, "what": "welcome", "who": "ann", "client": "tab2", "gen": 1 }
            { "t": 2, "what": "joined", "who": "ann", "client": "tab2", "gen": 1, "room": "R", "epoch": "e", "head": 1, "reason": "snapshot" }
            { "t": 2, "what": "snapshot", "who": "ann", "client": "tab2", "gen": 1, "room": "R", "epoch": "e", "seq": 1, "reason": "new" }
            { "t": 3, "what": "event", "who": "ann", "client": "tab1", "gen": 1, "room": "R", "epoch": "e", "seq": 1, "hash": "h1" }

            """;

        Judge(TakenOver).Should().BeEmpty();
        Judge(TakenOver + """{ "t": 4, "what": "event", "who": "ann", "client": "tab1", "gen": 1, "room": "R", "epoch": "e", "seq": 2, "hash": "h2" }""")
            .Should().ContainSingle().Which.Invariant.Should().Be("I10");
        Judge(TakenOver + """
            { "t": 4, "what": "send", "who": "ann", "client": "tab1", "gen": 1, "room": "R", "epoch": "e", "n": 1, "move": "late" }
            { "t": 5, "what": "event", "who": "ann", "client": "tab2", "gen": 1, "room": "R", "epoch": "e", "seq": 2, "hash": "h2", "move": "late" }
            """).Should().ContainSingle().Which.Invariant.Should().Be("I10");
    }

    [Theory]
    [InlineData(60, 0)]
    [InlineData(61, 1)]
    public void I11_After_a_stall_more_than_two_seconds_of_old_ticks_are_caught(int old, int violations)
    {
        var frames = Enumerable.Range(100, old).Append(2_000)
            .Select(tick => $$"""{ "t": 70, "what": "frame", "who": "ann", "gen": 1, "room": "R", "tick": {{tick}}, "basedOn": 0 }""");
        var history = """{ "t": 60, "what": "fault", "reason": "stall", "who": "ann", "tick": 1900, "rate": 30 }""" + "\n" + string.Join('\n', frames);

        Judge(history).Select(v => v.Invariant).Should().Equal(Enumerable.Repeat("I11", violations));
    }

    private static IReadOnlyList<Violation> Judge(string history) => Oracle.Judge(History.Parse(history));

    /// <summary>The good history with one line of a client replaced: "ann 4" is what ann got as number 4, or a kind of line.</summary>
    private static string Replace(string place, string? instead)
    {
        var (who, what) = (place.Split(' ')[0], place.Split(' ')[1]);
        var lines = Good.Split('\n').ToList();
        var at = lines.FindIndex(text => Line.Parse(text) is { } line && line.Who == who && (long.TryParse(what, out var seq)
            ? line.What is LineKind.Event or LineKind.Hidden && line.Seq == seq
            : what == "replay" ? line.What == LineKind.Joined && line.Reason == "replay"
            : line.What.ToString().Equals(what, StringComparison.OrdinalIgnoreCase)));
        lines[at] = instead ?? "";
        return string.Join('\n', lines);
    }
}
