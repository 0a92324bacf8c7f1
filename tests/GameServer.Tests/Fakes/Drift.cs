using GameServer.Engine;

namespace GameServer.Tests.Fakes;

/// <summary>A ticking game for one: moves by its input, and says "crossed" every 30th tick.</summary>
[Game("drift", Seats = 1, TickRate = 30, Patches = false)]
public sealed class Drift : Game
{
    public record struct Stick(double X);
    public record Crossed(int Times);
    public record Picture(long Ack, double X);

    private double _x;

    public int Times { get; set; }

    protected override void OnTick(double dt)
    {
        _x += Input<Stick>(0).X * dt;
        if (Ticks % 30 == 0) Emit(new Crossed(++Times));
    }

    protected override object Frame() => new Picture(InputNumber(0), _x);
}
