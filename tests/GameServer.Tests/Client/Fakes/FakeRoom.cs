using GameServer.Protocol;

namespace GameServer.Tests.Client;

/// <summary>A room's log and one player's moves. Used under the server's lock.</summary>
public sealed class FakeRoom
{
    private readonly Dictionary<long, Ack> _acks = [];

    public string Epoch { get; set; } = "e1";
    public List<Entry> Log { get; } = [];
    public HashSet<string> Attached { get; } = [];
    public long LastMove { get; set; }

    /// <summary>Whether the one player is a member, connected or not.</summary>
    public bool IsMember { get; set; }

    public long Head => Log.Count;

    /// <summary>Applies exactly the next number; a repeat gets the first ack.</summary>
    public Ack Decide(SendRequest move, Func<Entry, long> append)
    {
        if (_acks.TryGetValue(move.N, out var first)) return first;
        if (move.N != LastMove + 1) return new Ack { N = move.N, Ok = false, Reason = Reasons.Gap };
        LastMove = move.N;
        var ack = new Ack { N = move.N, Seq = append(new Entry { Type = move.Move, At = 1, Data = move.Args!.Count > 0 ? move.Args[0] : default }) };
        _acks.Add(move.N, ack);
        return ack;
    }

    /// <summary>Resumes at the cursor when it is of this history, else gives the state, which is the number of its last event.</summary>
    public Joined Join(string code, Cursor? cursor)
    {
        var replays = cursor?.Epoch == Epoch && cursor.Seq <= Head;
        var reason = cursor is null ? SnapshotReasons.New : cursor.Epoch != Epoch ? SnapshotReasons.Epoch : SnapshotReasons.Ahead;
        return new Joined
        {
            Room = code,
            Game = "relay",
            Epoch = Epoch,
            Head = Head,
            LastMove = LastMove,
            Resume = replays ? "replay" : "snapshot",
            Missed = replays ? Head - cursor!.Seq : 0,
            Snapshot = replays ? null : new SnapshotBody(Head, RawJson.From(Head), reason),
        };
    }
}
