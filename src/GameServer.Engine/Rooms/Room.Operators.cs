using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>What operators see of a room and may do to it.</summary>
internal sealed partial class Room
{
    private StepTimes? _steps;     // made and written by the room's turn
    private volatile int _faultsEver;

    /// <summary>The room from outside. Any thread.</summary>
    public RoomStatus Status
    {
        get
        {
            var (events, bytes) = Log.Held;
            var bounds = _services.Options.Room;
            var fill = Math.Max((double)events / bounds.LogEvents, (double)bytes / bounds.LogBytes);
            var info = _info;
            var members = info is null ? 0 : info.Taken + info.Spectators;
            var phase = _header.HasEnded ? "closed" : info?.Phase ?? "";
            return new(Name, Game, phase, _header.IsPrivate, _connected, members, Log.Committed, Math.Min(1, fill), Volatile.Read(ref _movesWaiting), _steps?.P99, _faultsEver);
        }
    }

    internal IReadOnlyList<MemberStatus> MemberStatuses() => _table is null ? [] : [.. _table.Members.Select(StatusOf)];

    private MemberStatus StatusOf(TableMember member)
    {
        if (_present.GetValueOrDefault(member.Id)?.Attachment is not { } attachment)
            return new(member.Id, member.Name, member.Seat, member.IsBot, IsConnected: false, 0, 0, null, 0);
        var queue = attachment.Queue;
        var session = attachment.Session;
        return new(
            member.Id, member.Name, member.Seat, member.IsBot, IsConnected: true,
            Behind: queue.Behind, Unseen: Math.Max(0, queue.Cursor - queue.SeenUpTo),
            session.Connection.RoundTrip, Resumes: session.Player!.Connections - 1);
    }

    /// <summary>Over for good, because an operator says so. False: it was over already, or is a player's own.</summary>
    internal bool CloseForGood()
    {
        if (_table is null || _header.HasEnded) return false;
        End();
        return true;
    }

    /// <summary>Removes a player and keeps it out. False: there is no such member.</summary>
    internal bool Kick(string player)
    {
        if (_table is null || _header.HasEnded || !_present.TryGetValue(player, out var presence)) return false;
        Take(static (table, id) => table.Expel(id), player);
        Remove(presence, LeftReasons.Kicked);
        return true;
    }

    /// <summary>Writes the whole state to the journal, changed or not.</summary>
    internal bool Save()
    {
        if (_table is null || _header.HasEnded) return false;
        _turn.TableChanged = _turn.StateChanged = true;
        return true;
    }
}
