using GameServer.Engine;

namespace GameServer.Tests.Fakes;

/// <summary>Holds its room's turn while the rest of the server goes on as a test says: at a move, or when somebody comes to it or leaves it.</summary>
[Game("tarry", Seats = 4, MinSeats = 1, DropIn = true)]
public sealed class Tarry : Game
{
    private static readonly AsyncLocal<(string At, Action Do)?> s_meanwhile = new();

    [Move(AnyTime = true)] public void Wait() => Tarries("move");

    /// <summary>What goes on the next time that it comes to <paramref name="at"/>.</summary>
    public static void Meanwhile(string at, Action act) => s_meanwhile.Value = (at, act);

    protected override void OnJoin(int seat) => Tarries("join");

    protected override void OnLeave(int seat) => Tarries("leave");

    private static void Tarries(string at)
    {
        if (s_meanwhile.Value is not { } meanwhile || meanwhile.At != at) return;
        s_meanwhile.Value = null; // once
        meanwhile.Do();
    }
}
