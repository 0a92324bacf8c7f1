namespace GameServer.Engine;

internal sealed partial class Room
{
    /// <summary>The game of a personal room, on the wire and in the journal; no catalog may offer one of that name.</summary>
    public const string PersonalGame = "personal";

    private Room(RoomServices services, string name, EventLog log, RoomHeader header, Table? table, Action<Room> onClosed)
    {
        (_services, _time, _onClosed) = (services, services.Time, onClosed);
        (Name, Log, _header, _table) = (name, log, header, table);
        _emptySince = _lastTurnAt = _time.GetTimestamp();
    }

    /// <summary>A new room; its first commit says what it is.</summary>
    public static Room Create(RoomServices services, string name, string epoch, RoomHeader header, Table table, Action<Room> onClosed, string openedFrom)
    {
        var room = new Room(services, name, new EventLog(name, epoch, services.Options.Room), header, table, onClosed) { OpenedFrom = openedFrom };
        (room._turn.Header, room._turn.TableChanged, room._turn.StateChanged) = (header, true, true);
        room._info = table.Info(name);
        return room;
    }

    /// <summary>A personal room that the journal does not know: it gets there with its first event.</summary>
    public static Room CreatePersonal(RoomServices services, string player, string epoch, Action<Room> onClosed) =>
        new(services, player, new EventLog(player, epoch, services.Options.Room), RoomHeader.Personal, table: null, onClosed);

    /// <summary>
    /// The room as its last commit left it: same epoch, same numbers, same acks (MOV-3). Nobody is connected; each seat has its full time again.
    /// What cannot be restored (a game this server does not have, or another version of it) comes back as an ended room.
    /// </summary>
    public static Room Restore(RoomServices services, string name, RoomRecord record, Action<Room> onClosed)
    {
        if (record.EpochRaised is { } why) services.Log.EpochRaised(name, why);
        var log = new EventLog(name, record.Epoch, services.Options.Room, record.First, record.Head);
        log.Restore(record.Sizes, record.Private);
        if (record.Header.Game == PersonalGame || record.Header.HasEnded) return new Room(services, name, log, record.Header, table: null, onClosed);
        try
        {
            var envelope = RoomEnvelope.Read(record.Table);
            var table = services.Games.Restore(envelope.Table.Text, record.State);
            var room = new Room(services, name, log, record.Header, table, onClosed);
            room.Restore(envelope, record.Acks);
            return room;
        }
        catch (FormatException damage)
        {
            services.Log.RoomFaulted(name, record.Header.Game, damage.Message);
            var ended = new Room(services, name, log, record.Header, table: null, onClosed);
            ended.IsFaulted = true;
            ended.MarkEnded();
            return ended;
        }
    }

    private void Restore(RoomEnvelope envelope, IReadOnlyList<KeptAck> acks)
    {
        foreach (var member in _table!.Members.Where(m => !m.IsBot))
        {
            _present.Add(member.Id, new Presence(member.Id, envelope.Since.GetValueOrDefault(member.Id), _lastTurnAt) { IsAway = member.IsAway });
        }
        foreach (var ack in acks)
        {
            var ledger = LedgerOf(ack.Player);
            ledger.Keep(ack);
            ledger.Durable = ledger.Last;
        }
        _info = _table.Info(Name);
        _stoodStill = Noticeable; // the last commit may be older than what clients were told since
    }
}
