using GameServer.Engine;

namespace GameServer.Tests.Sdk;

/// <summary>For two to four players, without bots.</summary>
[Game("party", Seats = 4, MinSeats = 2)]
public sealed class Party : Game
{
    public int Players { get; set; }
    public string Log { get; set; } = "";

    protected override void OnStart() => Players = Seats;
    protected override void OnJoin(int seat) => Log += $"join{seat} ";
    protected override void OnLeave(int seat) => Log += $"leave{seat} ";

    [Move] public void Pass() => NextTurn();
    [Move(AnyTime = true)] public void Finish() => End("done");
}

/// <summary>For two to four players, with bots that look at their own hand.</summary>
[Game("fest", Seats = 4, MinSeats = 2, Chat = false, Emotes = false, Bot = typeof(FestBot))]
public sealed class Fest : Game
{
    public record Given(int Gift);
    public record Told(int Seat, int Gift, bool IsAuto);

    [Private] public int[] Gifts { get; set; } = [];
    [Secret] public int Answer { get; set; }
    public int Moves { get; set; }

    protected override void OnStart()
    {
        Gifts = [.. Enumerable.Range(1, Seats)];
        Answer = 42;
        for (var seat = 0; seat < Seats; seat++) EmitTo(seat, new Given(seat + 1));
    }

    [Move]
    public void Tell(int gift)
    {
        Require(gift == Gifts[Me], "that is not your gift");
        Emit(new Told(Me, gift, IsAuto));
        if (++Moves == 12) End("told");
        else NextTurn();
    }

    [Move(AnyTime = true)] public void Wait() { }
}

/// <summary>Tells its gift; keeps what it was shown for tests to look at.</summary>
public sealed class FestBot : Bot<Fest>
{
    public List<string> Heard { get; } = [];
    public Fest? Seen { get; private set; }

    /// <summary>Set by a test on one instance: how it misbehaves.</summary>
    public string Mood { get; set; } = "good";

    public (int Seat, int Turn, int Seats, double Now) Knows => (Seat, Turn, Seats, Now);

    protected override double Think() => Mood == "throws in thought" ? throw new InvalidOperationException("thought") : 1;

    protected override void OnEvent(string type, GameServer.Protocol.RawJson data)
    {
        Heard.Add(type);
        if (Mood == "throws at events") throw new InvalidOperationException("event");
    }

    protected override MoveOption? Act(Fest view)
    {
        Seen = view;
        if (Mood == "throws") throw new InvalidOperationException("act");
        if (Mood == "unknown") return Do("Fly");
        if (Mood == "wrong") return Do(nameof(Fest.Tell), 99);
        if (Turn != Seat) return Mood == "early" ? Do(nameof(Fest.Tell), view.Gifts[Seat]) : null;
        return Mood == "lazy" ? Do(nameof(Fest.Wait)) : Do(nameof(Fest.Tell), view.Gifts[Seat]);
    }
}
