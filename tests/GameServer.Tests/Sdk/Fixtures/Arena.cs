using GameServer.Engine;

namespace GameServer.Tests.Sdk;

[Game("arena", Seats = 4, TickRate = 30)]
public sealed class Arena : Game
{
    public record struct Stick(float X, float Y, bool Fire);  // input: the latest wins
    public record Hit(int By, int Seat);                      // event: never lost
    sealed class Ship { public float X, Y, Dir; public int Reload; }

    public int[] Hp { get; set; } = [];                       // public: state
    readonly Ship?[] _ships = new Ship?[4];                   // private: volatile, seen in frames only

    protected override void OnStart()
    {
        Hp = [.. Enumerable.Repeat(3, Seats)];
        After(180, "time");
    }

    protected override void OnTick(double dt)                 // dt is always 1/30 s
    {
        for (var s = 0; s < Seats; s++)
        {
            if (Hp[s] == 0) { _ships[s] = null; continue; }
            var ship = _ships[s] ??= new() { X = Roll(100), Y = Roll(100) };   // also after a restart
            var stick = Input<Stick>(s);                      // a player's word: clamp it
            var (x, y) = (Math.Clamp(stick.X, -1, 1), Math.Clamp(stick.Y, -1, 1));
            ship.X = Math.Clamp(ship.X + 40 * x * (float)dt, 0, 100);
            ship.Y = Math.Clamp(ship.Y + 40 * y * (float)dt, 0, 100);
            if (x != 0 || y != 0) ship.Dir = MathF.Atan2(y, x);
            if (ship.Reload > 0) ship.Reload--;
            else if (stick.Fire) { ship.Reload = 15; Shoot(s, ship); }
        }
    }

    void Shoot(int by, Ship me)
    {
        for (var s = 0; s < Seats; s++)
        {
            if (s == by || Hp[s] == 0 || _ships[s] is not { } other) continue;
            if (MathF.Abs(MathF.Atan2(other.Y - me.Y, other.X - me.X) - me.Dir) > 0.1f) continue;
            Hp[s]--;
            Emit(new Hit(by, s));
            if (Hp.Count(hp => hp > 0) == 1) End($"seat {by} wins");
            return;
        }
    }

    protected override object Frame() => _ships.Select(s => s is null ? null : new[] { s.X, s.Y, s.Dir });
    protected override void OnTimer(string name) => End("time is up");
}
