using GameServer.Engine;

namespace GameServer.Tests.Sdk;

/// <summary>A game that fails in every way a game can, on request.</summary>
[Game("fickle", Seats = 2)]
public sealed class Fickle : Game
{
    public record Happened(string What);

    public List<int> Numbers { get; set; } = [1, 2, 3];
    public double Weight { get; set; }
    public string Log { get; set; } = "";
    public int Starts { get; set; }
    public bool FailsToEnter { get; set; }

    protected override void OnOptions(GameServer.Protocol.RawJson options)
    {
        var read = options.To<FickleOptions>()!;
        Require(read.Start != "refuse", "no such start");
        if (read.Start == "throwAtOnce") throw new InvalidOperationException("options");
        Log = read.Start ?? "";
    }

    protected override void OnStart()
    {
        if (Log == "throw") throw new InvalidOperationException("start");
        Require(Log != "refuseLater", "not today");
        Starts++;
    }

    protected override void OnTimer(string name)
    {
        Log += name;
        if (name == "bad") throw new InvalidOperationException("timer");
        if (name == "again") After(1, "again");
    }

    protected override void OnLeave(int seat)
    {
        if (FailsToEnter) throw new InvalidOperationException("leave");
        Log += $"leave{seat}";
    }

    protected override void OnJoin(int seat)
    {
        if (FailsToEnter) throw new InvalidOperationException("join");
        Log += $"join{seat}";
    }

    /// <summary>Changes everything there is to change, then fails as told.</summary>
    [Move(AnyTime = true)]
    public void Fail(string how)
    {
        Numbers.Add(Roll(100));
        Numbers.RemoveAt(0);
        Log = "changed";
        Turn = 1;
        After(5, "late");
        Cancel("kept");
        Emit(new Happened("never"));
        EmitTo(0, new Happened("never"));
        switch (how)
        {
            case "throw": throw new InvalidOperationException("bug");
            case "refuse": Require(false, "as asked"); break;
            case "nan": Weight = double.NaN; break;
            case "end": End("never"); End("twice"); break;
            case "turn": Turn = 2; break;
            case "seat": EmitTo(2, new Happened("nobody")); break;
            case "reserved": Emit(new Elsewhere.Captain(0)); break;
            case "anonymous": Emit(new { Seat = 0 }); break;
            case "timer": After(-1, "x"); break;
            case "long": After(86_401, "x"); break;
            case "nantimer": After(double.NaN, "x"); break;
            case "unnamed": After(1, ""); break;
            case "roll": Roll(0); break;
            case "stack": Numbers = null!; Numbers.Add(1); break;
        }
    }

    [Move(AnyTime = true)]
    public int Set(string timer, double seconds)
    {
        After(seconds, timer);
        return Roll(1_000_000);
    }

    [Move(AnyTime = true)] public void Unset(string timer) => Cancel(timer);

    [Move(AnyTime = true)] public double Time() => Now;

    [Move(AnyTime = true)] public void Break(bool isBroken) => FailsToEnter = isBroken;

    [Move(AnyTime = true)]
    public void Finish()
    {
        End(new { Winner = Me });
        After(1, "after the end");
    }

    public sealed record FickleOptions(string? Start = null);
}

internal static class Elsewhere
{
    public record Captain(int Seat);
}
