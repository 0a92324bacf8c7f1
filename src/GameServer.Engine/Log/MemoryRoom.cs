namespace GameServer.Engine;

/// <summary>One room in a <see cref="MemoryJournal"/>. Used under the journal's gate.</summary>
internal sealed class MemoryRoom(RoomHeader header)
{
    private const int KeptAcks = 16;

    private readonly Ring<LogEvent> _events = new();

    // Of each player; move n lies in slot n % 16, so the last 16 stay by themselves.
    private readonly SortedDictionary<string, KeptAck?[]> _acks = new(StringComparer.Ordinal);

    private ReadOnlyMemory<byte> _table;
    private ReadOnlyMemory<byte> _state;

    /// <summary>Ids of its members; the journal keeps their seats by player.</summary>
    public HashSet<string> Members { get; } = new(StringComparer.Ordinal);

    public RoomHeader Header { get; private set; } = header;

    public string Epoch { get; private set; } = "";

    public long Head { get; private set; }

    /// <summary>When it was last committed to, in Unix milliseconds.</summary>
    public long Touched { get; private set; }

    private long First => Head - _events.Count + 1;

    /// <summary>Copies what the caller may use again; events and acks are immutable and shared.</summary>
    public void Apply(RoomCommit commit, long now)
    {
        Touched = now;
        Epoch = commit.Epoch;
        if (commit.Header is { } header) Header = header;
        if (commit.Table is { } table) _table = table.ToArray();
        if (commit.State is { } state) _state = state.ToArray();

        for (var i = 0; i < commit.Events.Count; i++) _events.Add(commit.Events[i]);
        Head += commit.Events.Count;
        while (_events.Count > 0 && First <= commit.ForgetUpTo) _events.RemoveFirst();

        for (var i = 0; i < commit.Acks.Count; i++)
        {
            var ack = commit.Acks[i];
            if (!_acks.TryGetValue(ack.Player, out var kept)) _acks[ack.Player] = kept = new KeptAck?[KeptAcks];
            kept[ack.N % KeptAcks] = ack;
        }
    }

    public IReadOnlyList<LogEvent> Read(long first, int maxEvents, int maxBytes)
    {
        var read = new List<LogEvent>();
        if (first < First) return read;

        var bytes = 0;
        for (var seq = first; seq <= Head && read.Count < maxEvents && bytes <= maxBytes; seq++)
        {
            var next = _events[(int)(seq - First)];
            read.Add(next);
            bytes += next.Size;
        }

        return read;
    }

    public RoomRecord ToRecord() => new(
        Header,
        Epoch,
        First,
        Head,
        _table,
        _state,
        [.. _acks.Values.SelectMany(kept => kept.OfType<KeptAck>().OrderBy(ack => ack.N))],
        [.. All().Select(e => e.Size)],
        [.. All().Where(e => e.Audience is not null).Select(e => (e.Seq, e.Audience!))],
        EpochRaised: null);

    private IEnumerable<LogEvent> All() => Enumerable.Range(0, _events.Count).Select(i => _events[i]);
}
