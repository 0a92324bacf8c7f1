using System.ComponentModel.DataAnnotations;
using GameServer.Cluster;
using GameServer.Engine;
using GameServer.Journals;

namespace GameServer.Operations;

/// <summary>
/// Everything an operator may decide: the section <c>GameServer</c> of appsettings.json, flags (<c>--GameServer:Limits:MaxRooms 10</c>)
/// or environment (<c>GameServer__Limits__MaxRooms=10</c>). No setting at all works.
/// </summary>
public sealed class GameServerOptions : NodeOptions
{
    /// <summary>Where commits become durable: <c>sqlite</c> (a file in the data directory), <c>postgres</c> (a database) or <c>memory</c> (gone with the process).</summary>
    public JournalKind Journal { get; set; } = JournalKind.Sqlite;

    /// <summary><c>full</c>: what was seen survives a power loss; <c>normal</c>: it survives a crash of the server, and a power loss is told to every client. Of the journal <c>sqlite</c>; <c>postgres</c> is always <c>full</c>.</summary>
    public Durability Durability { get; set; } = Durability.Full;

    /// <summary>The folder of the journal, relative to the content root. Made if missing.</summary>
    [Required] public string DataDirectory { get; set; } = "data";

    /// <summary>Whether the log and the operators' page tell whole addresses (of IPv6 the /64); else their networks (/24, /48), so that no person is written down.</summary>
    public bool LogAddresses { get; set; }

    /// <summary>The database of the journal <c>postgres</c>.</summary>
    public PostgresSettings Postgres { get; set; } = new();

    /// <summary>Several servers on one database.</summary>
    public ClusterSettings Cluster { get; set; } = new();

    /// <summary>What the journal <c>sqlite</c> may take of the disk.</summary>
    public DiskOptions Disk { get; set; } = new();

    /// <summary>The listener for operators.</summary>
    public OpsOptions Ops { get; set; } = new();

    /// <summary>The operators' page.</summary>
    public AdminOptions Admin { get; set; } = new();

    /// <summary>How HTTP is spoken; in the same section <c>Net</c> as the engine's.</summary>
    [ConfigurationKeyName("Net")] public HttpOptions Http { get; set; } = new();

    /// <summary>When memory counts as short.</summary>
    public MemoryOptions Memory { get; set; } = new();

    /// <summary>How the server says goodbye.</summary>
    public DrainOptions Drain { get; set; } = new();
}

/// <summary>The journals there are.</summary>
public enum JournalKind
{
    /// <summary>A file in the data directory.</summary>
    Sqlite,

    /// <summary>Gone with the process.</summary>
    Memory,

    /// <summary>A PostgreSQL database.</summary>
    Postgres,
}

/// <summary>The database of the journal <c>postgres</c>: version 13 or later, with a schema <c>gameserver</c> that is made at the first start.</summary>
public sealed class PostgresSettings
{
    /// <summary>How to reach it, as Npgsql reads it: <c>Host=db;Database=game;Username=game;Password=...</c>. Shown nowhere.</summary>
    [Secret] public string Connection { get; set; } = "";

    /// <summary>A server that gave no sign of life for this long counts as dead, by the database's clock, and its rooms go on at another; seconds, 1 to 60.</summary>
    [Range(1, 60)] public int LeaseSeconds { get; set; } = 5;
}

/// <summary>What the journal <c>sqlite</c> may take of the disk; beyond, moves are <c>unavailable</c> until there is space again. A database has bounds of its own.</summary>
public sealed class DiskOptions
{
    /// <summary>Size of the journal, MB. 16 to 1,000,000.</summary>
    [Range(16, 1_000_000)] public int MaxMB { get; set; } = 4_096;

    /// <summary>Free space the journal leaves on the disk, MB. 0 to 1,000,000.</summary>
    [Range(0, 1_000_000)] public int MinFreeMB { get; set; } = 256;
}

/// <summary>Where health is told in detail. It is not for the public.</summary>
public sealed class OpsOptions
{
    /// <summary>The IP address to listen on.</summary>
    [Required] public string Bind { get; set; } = "127.0.0.1";

    /// <summary>The port; 0: any free one. 0 to 65,535.</summary>
    [Range(0, 65_535)] public int Port { get; set; } = 9_090;
}

/// <summary>How HTTP is spoken.</summary>
public sealed class HttpOptions
{
    /// <summary>An idle HTTP connection is closed after this; seconds, 1 to 3,600.</summary>
    [Range(1, 3_600)] public int KeepAliveSeconds { get; set; } = 30;

    /// <summary>A request's headers must be complete after this; seconds, 1 to 600.</summary>
    [Range(1, 600)] public int RequestHeadersSeconds { get; set; } = 5;

    /// <summary>Largest body of a request, KB. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int MaxBodyKB { get; set; } = 64;

    /// <summary>What clients may speak beside JSON: <c>off</c> (nothing) or <c>messagepack</c>, in which a frame takes half the bytes.</summary>
    public BinaryProtocol BinaryProtocol { get; set; }

    /// <summary>Pages of other hosts that may connect: scheme, host and port exactly as a browser sends them (<c>https://game.example</c>).</summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>IP addresses of proxies whose X-Forwarded headers are believed, or networks of them, such as <c>10.244.0.0/16</c>: then everybody in it is.</summary>
    public IReadOnlyList<string> KnownProxies { get; set; } = [];
}

/// <summary>The binary hub protocols there are.</summary>
public enum BinaryProtocol
{
    /// <summary>None: JSON alone.</summary>
    Off,

    /// <summary>SignalR's MessagePack.</summary>
    MessagePack,
}

/// <summary>When memory counts as short.</summary>
public sealed class MemoryOptions
{
    /// <summary>New connections are turned away while the process uses this much of the memory it may; percent, 10 to 100.</summary>
    [Range(10, 100)] public int ShedPercent { get; set; } = 85;
}

/// <summary>How the server says goodbye on SIGTERM.</summary>
public sealed class DrainOptions
{
    /// <summary>Time in which nothing new is let in while the balancer notices; not waited for when nobody is connected. Seconds, 0 to 600.</summary>
    [Range(0, 600)] public int AnnounceSeconds { get; set; } = 5;

    /// <summary>Clients are told to come back spread over this time; seconds, 0 to 300.</summary>
    [Range(0, 300)] public int SpreadSeconds { get; set; } = 3;

    /// <summary>The process is gone after this; seconds, 1 to 3,600.</summary>
    [Range(1, 3_600)] public int MaxSeconds { get; set; } = 25;
}
