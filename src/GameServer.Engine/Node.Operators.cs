using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>What operators see and do. Everything about a room that its turn owns is asked and done in its turn.</summary>
public sealed partial class Node
{
    // A viewer nobody is: an operator sees of an event what a stranger may (PRV-1).
    private const string Stranger = "";

    /// <summary>How the journal does.</summary>
    public JournalStatus JournalStatus => _writer.Status;

    /// <summary>The live rooms, personal ones left out.</summary>
    public IEnumerable<RoomStatus> RoomStatuses => _rooms.Live.Where(room => room.Game != Room.PersonalGame).Select(room => room.Status);

    /// <summary>Durable events that the slowest reader has not been written.</summary>
    public long FurthestBehind => _sessions.Values
        .SelectMany(session => session.Pump.Attached)
        .Select(attachment => attachment.Queue.Behind)
        .DefaultIfEmpty(0).Max();

    /// <summary>A live room with its newest events; null: there is none of that name.</summary>
    /// <param name="name">Its code.</param>
    /// <param name="events">How many events at most.</param>
    /// <exception cref="JournalException">The journal cannot be read at the moment.</exception>
    public async Task<RoomView?> InspectAsync(string name, int events)
    {
        if (FindLive(name) is not { } room) return null;
        var work = new MembersWork();
        if (!room.TryPost(work) || await work.Answered is not { } members) return null;
        return new RoomView(room.Status, room.Log.Epoch, members, await NewestAsync(room.Log, events));
    }

    /// <summary>Closes a room for good: everybody in it is told. False: there is none of that name, or it is over.</summary>
    public Task<bool> CloseRoomAsync(string name) => TellAsync(name, room => room.CloseForGood());

    /// <summary>Removes a player from a room and keeps it out. False: there is no such member.</summary>
    public Task<bool> KickAsync(string name, string player) => TellAsync(name, room => room.Kick(player));

    /// <summary>Writes a room's whole state to the journal now.</summary>
    public Task<bool> SaveRoomAsync(string name) => TellAsync(name, room => room.Save());

    /// <summary>The address a player is connected from; null: it is not connected.</summary>
    public string? AddressOf(string player) => _players.Find(player)?.Current?.Connection.Address;

    /// <summary>Ends every connection of an address; how many there were.</summary>
    public int EndFrom(string address)
    {
        var ended = _sessions.Values.Where(session => session.Connection.Address == address && !session.IsOver).ToList();
        foreach (var session in ended) End(session, ClosedReasons.Flooding);
        return ended.Count;
    }

    private Room? FindLive(string name) => RoomDirectory.Normalize(name) is { } code ? _rooms.FindLive(code) : null;

    private async Task<bool> TellAsync(string name, Func<Room, bool> act)
    {
        var work = new OperatorWork(act);
        return FindLive(name)?.TryPost(work) == true && await work.Answered is { Ok: true };
    }

    private async Task<IReadOnlyList<EventStatus>> NewestAsync(EventLog log, int most)
    {
        var committed = log.Committed;
        var cursor = Math.Max(log.First - 1, committed - most);
        var events = new List<LogEvent>();
        if (log.Read(cursor, committed, most, int.MaxValue, events) == LogRead.Cold)
            events.AddRange(await _journal.ReadAsync(log.Room, log.Epoch, cursor + 1, most, int.MaxValue));
        if (events.Count == 0) return [];
        var seq = events[0].Seq;
        var shown = new List<EventStatus>();
        foreach (var entry in EntryEncoder.Batch(log.Room, log.Epoch, events, Stranger).Entries.To<Entry[]>()!)
        {
            shown.Add(new EventStatus(seq, entry.Hidden, entry.Hidden is null ? entry : null));
            seq = (entry.Hidden ?? seq) + 1;
        }
        return shown;
    }
}
