using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

/// <summary>Room time, as a game that sets no timer reads it.</summary>
public sealed class ClockTests
{
    private readonly TestNode _server = new(
        options => (options.Player.ResumeSeconds, options.Player.SeatSeconds, options.Net.SilenceSeconds) = (10_000, 10_000, 10_000),
        games: games => games.Add<Reflex>().Add<Pacer>().Add<Metre>());

    [Fact]
    public void Time_passes_in_a_match_though_no_timer_is_set()
    {
        var ann = _server.Player("ann");
        var room = ann.Create("reflex").Room!;

        _server.Pass(5);

        Hit(ann, room, 1).Should().BeApproximately(5, 0.001);
        _server.Pass(2.5);
        Hit(ann, room, 2).Should().BeApproximately(7.5, 0.001);
    }

    [Fact]
    public void Time_passes_from_tick_to_tick()
    {
        var ann = _server.Player("ann");
        ann.Create("pacer");

        _server.Pass(5);

        var told = ann.Connection.Written.OfType<EventBatch>().SelectMany(batch => batch.Entries.To<Entry[]>()!).Where(entry => entry.Type == "second").Select(entry => entry.Data!.Value.To<Pacer.Second>()!.Now);
        told.Should().HaveCountGreaterThan(3).And.BeInAscendingOrder();
        told.Zip(told.Skip(1), (one, next) => next - one).Should().OnlyContain(span => span > 0.9 && span < 1.1);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.4)]
    public void Ticks_and_timers_come_in_the_order_and_at_the_time_that_a_game_knows_from_its_tests(double step)
    {
        var table = new Table<Metre>();
        table.Advance(4);
        var ann = _server.Player("ann");
        ann.Create("metre");

        _server.Pass(4, step);

        var told = ann.Connection.Written.OfType<EventBatch>().SelectMany(batch => batch.Entries.To<Entry[]>()!).Where(entry => entry.Type is "beat" or "beep");
        told.Select(entry => entry.Data!.ToString()).Should().Equal(table.Events.Where(e => e.Type is "beat" or "beep").Select(e => e.Data.ToString())).And.HaveCount(45);
    }

    [Fact, Trait("rule", "SNP-1")]
    public void An_event_of_a_turn_that_is_late_says_when_it_happened()
    {
        var ann = _server.Player("ann");
        ann.Create("metre");
        var began = _server.Time.GetUtcNow().ToUnixTimeMilliseconds();

        _server.Pass(4, step: 0.4);

        var told = ann.Connection.Written.OfType<EventBatch>().SelectMany(batch => batch.Entries.To<Entry[]>()!).Where(entry => entry.Type is "beat" or "beep").ToList();
        told.Should().NotBeEmpty().And.OnlyContain(entry => Math.Abs(entry.At!.Value - began - 1_000 * entry.Data!.Value.To<Metre.Beep>()!.Now) <= 1);
    }

    [Fact]
    public void Time_alone_is_nothing_to_save_while_somebody_is_there()
    {
        var ann = _server.Player("ann");
        var room = ann.Create("reflex").Room!;
        var written = _server.Journal.Written.Count;

        _server.Pass(300);

        _server.Journal.Written.Should().HaveCount(written);
        Hit(ann, room, 1).Should().BeApproximately(300, 0.001);
    }

    [Fact]
    public void A_room_that_sleeps_goes_on_at_the_time_it_had()
    {
        var ann = _server.Player("ann");
        var room = ann.Create("reflex").Room!;
        _server.Pass(20);
        ann.Drop();
        _server.Pass(5_000, step: 1);
        _server.Node.LiveRooms.Should().Be(0);

        ann.Hello(join: new JoinRequest(room));

        Hit(ann, room, 1).Should().BeInRange(20, 80, "after it was empty for a minute it stood still");
    }

    [Fact]
    public void A_room_without_seats_shows_nothing_of_the_time()
    {
        var ann = _server.Player("ann");
        var room = ann.Create().Room!;
        var before = ann.Join(room).Snapshot!.State;

        _server.Pass(60);

        ann.Join(room).Snapshot!.State.Should().Be(before);
        ann.Connection.Written.OfType<EventBatch>().Should().BeEmpty();
    }

    private static double Hit(TestPlayer player, string room, long n) => player.Send(room, n, "hit").Result!.Value.To<double>();
}

/// <summary>Measures how long its player waits.</summary>
[Game("reflex", Seats = 1)]
public sealed class Reflex : Game
{
    public double Began { get; set; }

    protected override void OnStart() => Began = Now;

    [Move] public double Hit() => Now - Began;
}

/// <summary>Says every tenth tick what time it is.</summary>
[Game("pacer", Seats = 1, TickRate = 10)]
public sealed class Pacer : Game
{
    public record Second(double Now);

    protected override void OnTick(double dt)
    {
        if (Ticks % 10 == 0) Emit(new Second(Now));
    }
}

/// <summary>Says at every tick, and at every timer, what time it is.</summary>
[Game("metre", Seats = 1, TickRate = 10)]
public sealed class Metre : Game
{
    public record Beat(long Tick, double Now);

    public record Beep(double Now);

    protected override void OnStart() => After(0.22, "beep");

    protected override void OnTimer(string name)
    {
        Emit(new Beep(Now));
        After(0.22, "beep");
    }

    protected override void OnTick(double dt) => Emit(new Beat(Ticks, Now));
}
