namespace GameServer.Engine;

/// <summary>Makes a class a game: its wire name, and what the table and the clock need to know of it.</summary>
/// <param name="id">The wire name: a lower-case letter, then up to 31 lower-case letters or digits.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class GameAttribute(string id) : Attribute
{
    /// <summary>The wire name.</summary>
    public string Id { get; } = id;

    /// <summary>Most players at a table, 0 to 64. 0: a game without seats, whose members are all equal.</summary>
    public int Seats { get; set; }

    /// <summary>Fewest players of a match; 0: every seat must be taken. In quick play bots make up the number.</summary>
    public int MinSeats { get; set; }

    /// <summary>
    /// True: the match begins with the first player and has all seats; people come and go during it (<see cref="Game.OnJoin"/>, <see cref="Game.OnLeave"/>),
    /// and bots, which the game itself steers (<see cref="Game.PilotOf"/>), keep the table at <see cref="MinSeats"/>.
    /// </summary>
    public bool DropIn { get; set; }

    /// <summary>Seconds from the end of a match to the next one, 1 to 600.</summary>
    public int PauseSeconds { get; set; } = 20;

    /// <summary>Steps of <see cref="Game.OnTick"/> a second, 1 to 60; 0: the game does not tick.</summary>
    public int TickRate { get; set; }

    /// <summary>Frames a second, up to <see cref="TickRate"/>; 0: as many as ticks.</summary>
    public int FrameRate { get; set; }

    /// <summary>The number of the state's shape. A table saved under another one is not restored.</summary>
    public int Version { get; set; } = 1;

    /// <summary>False: the clients follow the game by its own events, so its public state changes only in steps that emit one.</summary>
    public bool Patches { get; set; } = true;

    /// <summary>False: the room's own <c>chat</c> is off, everywhere.</summary>
    public bool Chat { get; set; } = true;

    /// <summary>False: the room's own <c>emote</c> is no move here.</summary>
    public bool Emotes { get; set; } = true;

    /// <summary>The game's own bot, a <see cref="Bot{TGame}"/>; null: a random one where <see cref="Game.Legal"/> is written.</summary>
    public Type? Bot { get; set; }
}

/// <summary>A public method that players may call, on their seat's turn. A value it returns is the ack's result.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MoveAttribute : Attribute
{
    /// <summary>Also when it is another seat's turn.</summary>
    public bool AnyTime { get; set; }
}

/// <summary>A list by seat (an array or <see cref="List{T}"/>): element i is for the holder of seat i alone.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PrivateAttribute : Attribute;

/// <summary>Part of the state that no view shows, to anybody.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
