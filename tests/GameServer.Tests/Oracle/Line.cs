using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameServer.Reliability;

/// <summary>What a line of a history says happened. HISTORY.md has the fields of each.</summary>
public enum LineKind
{
    // Of a client, in the order in which they happened to it.
    Dial,
    Welcome,
    Lost,
    Stopped,
    Joined,
    Snapshot,
    Event,
    Hidden,
    Desync,
    Frame,
    Send,
    Ack,
    Dropped,
    Left,

    // Of the journal, read when the server is down.
    Commit,
    Journal,
    Raised,

    // Of the harness.
    Fault,
    End,
}

/// <summary>
/// One line of a history, as every harness writes it: flat, so that a person can read it and any language can write it.
/// Which fields a kind has stands in HISTORY.md; the others are absent.
/// </summary>
public sealed record Line
{
    /// <summary>Milliseconds on the harness's one monotonic clock.</summary>
    public double T { get; init; }

    public LineKind What { get; init; }

    /// <summary>The player.</summary>
    public string? Who { get; init; }

    /// <summary>The page or process that plays for <see cref="Who"/>; absent: the player has one only.</summary>
    public string? Client { get; init; }

    /// <summary>The client's connection: 1, 2, 3 ...</summary>
    public int? Gen { get; init; }

    public string? Room { get; init; }
    public string? Epoch { get; init; }
    public long? Seq { get; init; }
    public long? UpTo { get; init; }

    /// <summary>Of an event's payload: equal payloads, equal hashes.</summary>
    public string? Hash { get; init; }

    /// <summary>What identifies a move's content; also on the one event that is its effect.</summary>
    public string? Move { get; init; }

    /// <summary>A move's number.</summary>
    public long? N { get; init; }

    public bool? Ok { get; init; }
    public string? Reason { get; init; }

    /// <summary>Whose move made an event.</summary>
    public string? By { get; init; }

    /// <summary>Who may see a committed event; whose the private part of a snapshot is. Absent: everyone's.</summary>
    public IReadOnlyList<string>? Audience { get; init; }

    /// <summary>What the client brought along to the join; absent: nothing.</summary>
    public Position? Cursor { get; init; }

    public long? Head { get; init; }
    public long? LastMove { get; init; }

    /// <summary>Of the state after <see cref="Seq"/> as this viewer may see it.</summary>
    public string? View { get; init; }

    /// <summary>Whether a snapshot came as a message of its own and not in the answer of a join.</summary>
    public bool? Pushed { get; init; }

    /// <summary>Of a frame; of a stall: the room's newest when it ended.</summary>
    public long? Tick { get; init; }

    public long? BasedOn { get; init; }

    /// <summary>Frames a second of the room whose frames a fault stalled.</summary>
    public int? Rate { get; init; }

    /// <summary>Whether the metric for a raised epoch counted it, and a log line said it.</summary>
    public bool? Told { get; init; }

    /// <summary>For the reader of a history; judged by nobody.</summary>
    public string? Note { get; init; }

    /// <summary>The client's name, which is the player's where there is but one.</summary>
    [JsonIgnore]
    public string Page => Client ?? Who ?? "";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Reads one line of a history file.</summary>
    /// <exception cref="JsonException">It is none; the message names the field.</exception>
    public static Line Parse(string json) =>
        JsonSerializer.Deserialize<Line>(json, Json) ?? throw new JsonException("A history line is an object, not null.");

    /// <summary>The line as it stands in a history file.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, Json);
}

/// <summary>A cursor.</summary>
public sealed record Position(string Epoch, long Seq);
