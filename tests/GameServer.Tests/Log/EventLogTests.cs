using GameServer.Engine;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Log;

public sealed class EventLogTests
{
    private readonly List<LogEvent> _read = [];

    [Fact, Trait("rule", "JRN-1")]
    public void Nothing_is_read_before_it_is_committed()
    {
        var log = Filled(5, committed: 3);

        var read = log.Read(cursor: 0, last: long.MaxValue, maxEvents: 100, maxBytes: 10_000, _read);

        read.Should().Be(LogRead.Events);
        _read.Select(e => e.Seq).Should().Equal(1, 2, 3);
        log.Read(3, long.MaxValue, 100, 10_000, []).Should().Be(LogRead.UpToDate);
    }

    [Fact]
    public void A_read_stops_at_the_callers_bounds()
    {
        var log = Filled(10);

        log.Read(0, long.MaxValue, maxEvents: 4, 10_000, _read);
        _read.Select(e => e.Seq).Should().Equal(1, 2, 3, 4);

        _read.Clear();
        log.Read(4, long.MaxValue, 100, maxBytes: 1, _read);
        _read.Select(e => e.Seq).Should().Equal([5L], "one event is always handed over, however small the bound");

        _read.Clear();
        log.Read(4, last: 6, 100, 10_000, _read);
        _read.Select(e => e.Seq).Should().Equal(5, 6);
    }

    [Theory, Trait("rule", "DLV-4")]
    [InlineData(0, "Forgotten")]
    [InlineData(3, "Forgotten")]
    [InlineData(4, "Cold")]
    [InlineData(7, "Cold")]
    [InlineData(8, "Events")]
    [InlineData(12, "UpToDate")]
    public void A_cursor_is_answered_from_memory_or_sent_to_the_journal_or_told_that_it_is_too_late(long cursor, string expected)
    {
        var log = Filled(12, new RoomOptions { LogEvents = 8, HotEvents = 4 });

        log.Read(cursor, long.MaxValue, 100, 10_000, _read).ToString().Should().Be(expected);
        log.First.Should().Be(5);
        log.Covers(cursor).Should().Be(expected != "Forgotten");
    }

    [Fact]
    public void What_is_not_durable_stays_in_memory_beyond_the_hot_bound()
    {
        var log = Filled(10, new RoomOptions { HotEvents = 2 }, committed: 0);

        log.Commit(10);

        log.Read(8, long.MaxValue, 100, 10_000, _read).Should().Be(LogRead.Events);
        log.Read(7, long.MaxValue, 100, 10_000, []).Should().Be(LogRead.Cold);
    }

    [Fact]
    public void Bytes_forget_as_well_as_numbers_do()
    {
        var log = new EventLog("R", "e", new RoomOptions { LogBytes = 4_096 });
        for (var seq = 1; seq <= 40; seq++) log.Append(Make.Event(seq, $"\"{new string('x', 300)}\""));

        var forgotten = log.Trim();

        forgotten.Should().Be(log.First - 1).And.BeGreaterThan(20);
        log.Trim().Should().Be(0, "a second look forgets nothing more");
    }

    [Fact, Trait("rule", "PRV-1")]
    public void Missed_events_are_counted_for_the_viewer_alone()
    {
        var log = new EventLog("R", "e", new RoomOptions());
        log.Append(Make.Event(1));
        log.Append(Make.Event(2, audience: Audience.Only("ann")));
        log.Append(Make.Event(3, audience: Audience.Except("bob")));
        log.Append(Make.Event(4));

        log.CountAfter(0, 4, "ann").Visible.Should().Be(4);
        log.CountAfter(0, 4, "bob").Visible.Should().Be(2);
        log.CountAfter(2, 4, "bob").Visible.Should().Be(1);
        log.CountAfter(4, 4, "bob").Should().Be((0L, 0L));
        log.CountAfter(3, 4, "bob").Bytes.Should().Be(Make.Event(4).Size);
    }

    [Fact, Trait("rule", "JRN-2")]
    public void A_number_out_of_order_is_the_engines_bug_and_said_so()
    {
        var log = Filled(2);

        log.Invoking(l => l.Append(Make.Event(4))).Should().Throw<InvalidOperationException>().WithMessage("*expected event 3 and was given 4*");
    }

    private static EventLog Filled(int events, RoomOptions? bounds = null, long? committed = null)
    {
        var log = new EventLog("R", "e", bounds ?? new RoomOptions());
        for (var seq = 1; seq <= events; seq++) log.Append(Make.Event(seq));
        log.Commit(committed ?? events);
        log.Trim();
        return log;
    }
}
