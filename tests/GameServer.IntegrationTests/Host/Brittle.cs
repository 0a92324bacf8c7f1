using GameServer.Engine;

namespace GameServer.IntegrationTests.Host;

/// <summary>A game with frames, and with a bug.</summary>
[Game("brittle", Seats = 1, TickRate = 30, Patches = false)]
public sealed class Brittle : Game
{
    public record Picture(long Tick);

    /// <summary>The bug.</summary>
    [Move]
    public void Break() => throw new InvalidOperationException("broken");

    /// <inheritdoc/>
    protected override object Frame() => new Picture(Ticks);
}
