using GameServer.Engine;

namespace GameServer.IntegrationTests.Host;

/// <summary>A game with frames, and with bugs.</summary>
[Game("brittle", Seats = 1, TickRate = 30, Patches = false)]
public sealed class Brittle : Game
{
    public record Picture(long Tick);

    /// <summary>Counts the moves that hang.</summary>
    public static readonly SemaphoreSlim Hung = new(0);

    /// <summary>Lets them go.</summary>
    public static readonly ManualResetEventSlim Gate = new();

    /// <summary>A bug that throws.</summary>
    [Move]
    public void Break() => throw new InvalidOperationException("broken");

    /// <summary>A bug that does not return.</summary>
    [Move]
    public void Hang()
    {
        Hung.Release();
        Gate.Wait();
    }

    /// <inheritdoc/>
    protected override object Frame() => new Picture(Ticks);
}
