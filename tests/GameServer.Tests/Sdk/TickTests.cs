using GameServer.Engine;
using GameServer.Games;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

public sealed class TickTests
{
    [Fact]
    public void A_game_that_ticks_moves_by_fixed_steps_while_a_match_is_on()
    {
        var table = new Table<Arena>(seed: 1);
        table.Advance(1.0 / 30);
        var start = Ship(table, 0);
        table.Input(0, new Arena.Stick(1, 0, false));

        table.Advance(0.5);

        var moved = Math.Min(100, start.X + 40 * 0.5);
        Ship(table, 0).X.Should().BeApproximately((float)moved, 0.01f);
        Ship(table, 0).Y.Should().Be(start.Y);
        table.Core.CaptureFrame(out _)!.Tick.Should().Be(16);
    }

    [Fact]
    public void A_tick_that_changes_no_state_has_nothing_to_save()
    {
        var table = new Table<Arena>(seed: 1);
        table.Core.Tick();

        var step = table.Core.Tick();

        step.Should().BeEquivalentTo(Step.Nothing);
    }

    [Fact]
    public void The_newest_input_counts_whatever_comes_late()
    {
        var table = new Table<Arena>(seed: 1);
        var arena = table.Core;
        Send(3, """{"x":1,"y":0,"fire":false}""");
        Send(2, """{"x":-1,"y":0,"fire":false}""");
        Send(4, "{", "player1");
        Send(9, """{"x":1,"y":0,"fire":false}""", "nobody");
        arena.Tick();

        Inputs(table).Should().Equal(3, 0, 0, 0);
        table.Advance(0.1);
        arena.CaptureFrame(out var fault).Should().NotBeNull();
        fault.Should().BeNull();

        void Send(long n, string data, string player = "player0") => arena.SetInput(player, n, Some.Json(data));
    }

    [Theory]
    [InlineData("""{"x":"left"}""")]
    [InlineData("""{"x":1e39,"y":0,"fire":true}""")]
    [InlineData("""{"x":1,"y":0,"fire":true,"cheat":1}""")]
    [InlineData("7")]
    [InlineData("null")]
    public void Input_that_does_not_fit_is_no_input(string data)
    {
        var table = new Table<Arena>(seed: 1);
        table.Core.Tick();
        var before = table.Core.CaptureFrame(out _)!.Data;

        table.Core.SetInput("player0", 1, Some.Json(data));
        table.Core.Tick().Fault.Should().BeNull();

        table.Core.CaptureFrame(out _)!.Data.Should().Be(before);
    }

    [Fact]
    public void Who_is_away_or_gone_steers_nothing()
    {
        var table = new Table<Arena>(seed: 1);
        for (var seat = 0; seat < 4; seat++) table.Input(seat, new Arena.Stick(1, 1, false));

        table.Core.Away("player0");
        table.Core.Leave("player1", LeftReasons.Leave);
        table.Core.Do("player2", "stand");

        Inputs(table).Should().Equal(0, 0, 0, 1);
        table.Core.Back("player0");
        table.Input(0, new Arena.Stick(1, 1, false));
        Inputs(table)[0].Should().Be(1);
    }

    [Fact]
    public void What_is_volatile_is_gone_after_a_restart_and_the_state_is_not()
    {
        var table = new Table<Arena>(seed: 1);
        table.Advance(2);
        var copy = Table<Arena>.From(table.Snapshot());

        copy.Game.Hp.Should().Equal(table.Game.Hp);
        copy.View(0).Should().Be(table.View(0));
        copy.Core.CaptureFrame(out _)!.Data.ToString().Should().Be("[null,null,null,null]");
        copy.Core.CaptureFrame(out _)!.Tick.Should().Be(60);
        copy.Advance(0.1);
        copy.Core.CaptureFrame(out _)!.Data.ToString().Should().NotContain("null");
    }

    [Fact]
    public void Time_ends_an_arena_in_which_nobody_shoots()
    {
        var table = new Table<Arena>(seed: 1);

        table.Advance(180.4);
        table.Result.Should().BeNull();
        table.Advance(0.2);

        table.Result.Should().Be("time is up");
        table.Core.Tick().Should().BeSameAs(Step.Nothing);
        table.Core.CaptureFrame(out _).Should().BeNull();
    }

    [Fact]
    public void A_game_that_does_not_tick_has_neither_ticks_nor_frames()
    {
        var table = new Table<TicTacToe>();

        (table.Core.TickRate, table.Core.FrameRate).Should().Be((0, 0));
        table.Core.Tick().Should().BeSameAs(Step.Nothing);
        table.Core.CaptureFrame(out _).Should().BeNull();
        (new Table<Arena>().Core.TickRate, new Table<Arena>().Core.FrameRate).Should().Be((30, 30));
        (new Table<Shaky>().Core.TickRate, new Table<Shaky>().Core.FrameRate).Should().Be((10, 5));
    }

    [Fact]
    [Trait("rule", "FLT-3")]
    public void A_tick_or_a_frame_that_throws_costs_that_one()
    {
        var table = new Table<Shaky>();
        table.Core.CaptureFrame(out var fault).Should().BeNull();
        fault!.Message.Should().Be("frame");

        var steps = Enumerable.Range(0, 6).Select(_ => table.Core.Tick()).ToList();

        steps.Select(step => step.Fault?.Message).Should().Equal(null, null, "tick", null, null, "tick");
        table.Game.Count.Should().Be(4, "what the failed ticks counted is undone");
        table.Core.CaptureFrame(out fault)!.Data.ToString().Should().Be("6", "fields are volatile: neither saved nor undone");
    }

    private static long[] Inputs(Table<Arena> table) => [.. Enumerable.Range(0, 4).Select(table.Core.Match.Inputs.Number)];

    private static (float X, float Y) Ship(Table<Arena> table, int seat)
    {
        var ship = table.Core.CaptureFrame(out _)!.Data.To<float[][]>()![seat];
        return (ship[0], ship[1]);
    }
}

/// <summary>Throws at every third tick, and before the first frame has something to show.</summary>
[Game("shaky", Seats = 1, TickRate = 10, FrameRate = 5)]
public sealed class Shaky : Game
{
    private int _ticks;

    public int Count { get; set; }

    protected override void OnTick(double dt)
    {
        Count++;
        if (++_ticks % 3 == 0) throw new InvalidOperationException("tick");
    }

    protected override object Frame() => _ticks > 0 ? _ticks : throw new InvalidOperationException("frame");
}
