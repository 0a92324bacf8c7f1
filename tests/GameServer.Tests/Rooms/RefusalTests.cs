using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

/// <summary>A game that refuses where nobody asked for anything.</summary>
public sealed class RefusalTests
{
    [Fact, Trait("rule", "FLT-3")]
    public void A_timer_that_refuses_is_told_as_the_games_fault()
    {
        var server = new TestNode(games: games => games.Add<Stubborn>());
        var ann = server.Player("ann");
        var room = ann.Create("stubborn").Room!;
        ann.Send(room, 1, "wind", "turn", "never").Ok.Should().BeTrue();

        server.Pass(2);

        server.Log.Lines.Should().Equal("""fault stubborn  OnTimer("turn") of Stubborn called Require outside a move, and was undone: never""");
        ann.Send(room, 2, "wind", "turn", "never").Ok.Should().BeTrue("the room lives");
    }

    [Fact, Trait("rule", "FLT-3")]
    public void Ten_timers_in_a_row_that_refuse_end_a_room()
    {
        var server = new TestNode(games: games => games.Add<Stubborn>());
        var ann = server.Player("ann");
        var room = ann.Create("stubborn").Room!;
        for (var n = 1; n <= 10; n++) ann.Send(room, n, "wind", $"turn {n}", "never").Ok.Should().BeTrue();

        server.Pass(2);

        ann.Connection.Written.OfType<LeftMessage>().Select(left => left.Reason).Should().Equal(LeftReasons.Ended);
    }

    [Theory]
    [InlineData("OnJoin")]
    [InlineData("OnLeave")]
    [InlineData("OnTick")]
    public void A_hook_that_refuses_is_the_games_fault_and_undone(string hook)
    {
        var table = new Table<Stubborn>(seats: 2);
        if (hook == "OnJoin") table.Core.Leave("player1", LeftReasons.Leave).Fault.Should().BeNull();
        table.As(0, game => game.Refuse(hook)).Ok.Should().BeTrue();
        var calls = table.Game.Calls;

        var step = hook switch
        {
            "OnJoin" => table.Core.Join(new Newcomer("player1", "Player 2", 1), spectate: false),
            "OnLeave" => table.Core.Leave("player1", LeftReasons.Leave),
            _ => table.Core.Tick(),
        };

        step.Ok.Should().BeTrue("who came or went did so");
        step.GameFailed.Should().BeTrue();
        step.Fault!.Message.Should().Be($"{hook} of Stubborn called Require outside a move, and was undone: {hook} will not");
        table.Game.Calls.Should().Be(calls, "what it counted is undone");
    }

    [Fact]
    public void A_test_of_the_game_fails_where_its_timer_refuses()
    {
        var table = new Table<Stubborn>();
        table.As(0, game => game.Wind("turn", "never"));

        table.Invoking(t => t.Advance(2)).Should().Throw<InvalidOperationException>().WithMessage("""The game failed: OnTimer("turn") of Stubborn called Require*never""");
        table.Invoking(t => t.Advance(2)).Should().NotThrow("it is said once");
        FluentActions.Invoking(() => Conformance.Play<Stubborn>(1)).Should().Throw<ConformanceException>().WithMessage("*the game threw: OnTick of Stubborn called Require*");
    }

    [Fact, Trait("rule", "MOV-2")]
    public void A_move_that_refuses_is_nobodys_fault()
    {
        var step = new Table<Stubborn>().As(0, game => game.Wind("", "never"));

        (step.Reason, step.Text, step.Fault).Should().Be((Reasons.Refused, "a clock has a name", null));
    }
}

/// <summary>Refuses in the hook that it was told to.</summary>
[Game("stubborn", Seats = 2, MinSeats = 1, TickRate = 10, DropIn = true)]
public sealed class Stubborn : Game
{
    public string Where { get; set; } = "";
    public string Why { get; set; } = "";
    public int Calls { get; set; }

    protected override void OnTimer(string name) => Require(false, Why);
    protected override void OnTick(double dt) => Hook("OnTick");
    protected override void OnJoin(int seat) => Hook("OnJoin");
    protected override void OnLeave(int seat) => Hook("OnLeave");

    [Move(AnyTime = true)]
    public void Wind(string clock, string why)
    {
        Require(clock != "", "a clock has a name");
        Why = why;
        After(1, clock);
    }

    [Move(AnyTime = true)] public void Refuse(string where) => Where = where;

    protected override IEnumerable<MoveOption> Legal(int seat) => [Do(nameof(Refuse), "OnTick")];

    private void Hook(string hook)
    {
        if (hook != "OnTick" || hook == Where) Calls++;
        Require(Where != hook, $"{hook} will not");
    }
}
