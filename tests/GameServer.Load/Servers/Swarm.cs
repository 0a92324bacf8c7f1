using GameServer.Engine;

namespace GameServer.LoadTool;

/// <summary>A room whose server moves so many entities and shows them all, <see cref="Rate"/> times a second.</summary>
/// <param name="Entities">How many.</param>
/// <param name="Game">The game of ours that does it.</param>
internal sealed record FrameRoom(int Entities, string Game)
{
    public const int Rate = 20;
}

/// <summary>Eight entities that move; nothing else happens.</summary>
[Game("swarm8", TickRate = FrameRoom.Rate)]
internal sealed class Swarm8() : Swarm(8);

/// <summary>Fifty of them.</summary>
[Game("swarm50", TickRate = FrameRoom.Rate)]
internal sealed class Swarm50() : Swarm(50);

/// <summary>Place and speed of each entity, in whole numbers; volatile.</summary>
internal abstract class Swarm(int entities) : Game
{
    private readonly int[][] _swarm = Entities.New(entities);

    protected override void OnTick(double dt) => Entities.Step(_swarm);

    protected override object Frame() => _swarm;
}

/// <summary>What every server with frames moves alike.</summary>
internal static class Entities
{
    private const int Field = 4000;

    public static int[][] New(int count) => [.. Enumerable.Range(0, count).Select(i => new[] { i * 40, i * 30, 3, -2 })];

    public static void Step(int[][] swarm)
    {
        foreach (var entity in swarm)
        {
            entity[0] = (entity[0] + entity[2] + Field) % Field;
            entity[1] = (entity[1] + entity[3] + Field) % Field;
        }
    }
}
