using GameServer.Engine;

namespace GameServer.Journals;

internal sealed partial class SqliteWriter
{
    /// <summary>
    /// Gives a room with damaged records a new epoch (JRN-4). When its row, table and state are sound it goes on, without its past.
    /// Otherwise it cannot be restored: it is over, or, for a personal room, begins anew.
    /// What is damaged is left where it lies: as evidence, and because touching broken pages spreads the damage.
    /// </summary>
    /// <param name="name">The room.</param>
    /// <param name="finding">What was damaged; empty when nothing is (any more).</param>
    /// <returns>The room as it now is; null when there is none (any more).</returns>
    /// <exception cref="JournalException">Nothing was changed.</exception>
    public RoomRecord? Repair(string name, out string finding)
    {
        try
        {
            _meta = SqliteMeta.Read(Session);
            using var transaction = Session.BeginWrite();
            var room = Session.LoadRoom(name);
            finding = room?.Finding ?? "";
            if (room is null or { Damage: RoomDamage.None }) return room?.ToRecord();

            BeginRecords();
            var repaired = Repair(room);
            EndRecords(_meta);
            transaction.Commit();
            NoteForgotten();
            _forgotten.Drop(room.Row.Log); // left where it lies
            return repaired;
        }
        catch (Exception e)
        {
            if (Failed(e) is { } failure) throw failure;
            throw;
        }
    }

    /// <summary>Gives every room and every player's personal room a new epoch, as batch <paramref name="above"/> + 1.</summary>
    /// <exception cref="JournalException">Nothing was changed.</exception>
    public void RaiseEpochs(long above)
    {
        try
        {
            using var transaction = Session.BeginWrite();
            BeginRecords();
            var personal = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (player, _) in Session.AllPlayers().Where(player => player.IsSound).ToList())
            {
                var epoch = personal[player.Id] = chance.Id();
                Put(player with { PersonalEpoch = epoch });
            }

            // What is not sound is left for its load to find.
            foreach (var room in Session.AllRooms().Where(room => room.Sum == room.SumBy(Sum)).ToList())
            {
                Put(room with { Epoch = personal.GetValueOrDefault(room.Name) ?? chance.Id() });
            }

            _directory = Session.DirectorySum();
            EndRecords(_meta with { Batch = above + 1, Chain = _chain.Value });
            transaction.Commit();
            NoteForgotten();
        }
        catch (Exception e)
        {
            if (Failed(e) is { } failure) throw failure;
            throw;
        }
    }

    private RoomRecord? Repair(LoadedRoom room)
    {
        var epoch = chance.Id();
        var owner = Session.LoadPlayer(room.Row.Name);
        if (owner is { IsSound: true, Record: var player }) Put(player with { PersonalEpoch = epoch });

        if (room.Damage == RoomDamage.Log) return WithoutPast(room, epoch);
        TakeOut(room.Row);
        var row = NewRoom(new RoomCommit(room.Row.Name, epoch) { Header = owner is null ? room.Row.Header with { HasEnded = true } : RoomHeader.Personal });
        Put(row);
        return Raised(row);
    }

    private RoomRecord WithoutPast(LoadedRoom room, string epoch)
    {
        var log = _nextKey++;
        var acks = room.Acks.Aggregate(0L, (sum, ack) => sum ^ Put(log, ack));
        var row = room.Row with { Epoch = epoch, Log = log, First = room.Row.Head + 1, AcksSum = acks, Pruned = room.Row.Head };
        Put(row);
        return Raised(row) with { Table = room.Table, State = room.State, Acks = room.Acks };
    }

    // The row may say anything, so nothing is deleted by what it says but itself and what lies under its own number.
    private void TakeOut(RoomRow room)
    {
        _directory ^= room.Sum;
        DropMembers(room.Id);
        using var row = Session.Use("DELETE FROM room WHERE id = ?").With(room.Id);
        row.Step();
    }

    private static RoomRecord Raised(RoomRow row) =>
        new(row.Header, row.Epoch, row.First, row.Head, default, default, [], [], [], EpochRaised: "corruption");
}
