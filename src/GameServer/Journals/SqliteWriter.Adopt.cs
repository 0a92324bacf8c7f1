using GameServer.Engine;

namespace GameServer.Journals;

// What is saved from a damaged database comes in here, outside of any batch.
internal sealed partial class SqliteWriter
{
    /// <summary>Leaves all fsyncs to <see cref="EndRun"/>: nobody uses this database before.</summary>
    public void DeferSync() => Session.Execute("PRAGMA synchronous = OFF");

    /// <summary>Takes players over as they were.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException"/>
    public void Adopt(IEnumerable<PlayerRecord> players)
    {
        using var transaction = Session.BeginWrite();
        BeginRecords();
        foreach (var player in players) Put(player);
        EndRecords(_meta);
        transaction.Commit();
    }

    /// <summary>Takes a room over, without its past: its numbers go on, its epoch is to be raised.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException"/>
    public void Adopt(LoadedRoom room, IEnumerable<MembershipChange> members)
    {
        using var transaction = Session.BeginWrite();
        BeginRecords();
        var (id, log) = (_nextKey++, _nextKey++);
        foreach (var member in members) Put(id, member);
        Put(new RoomRow(id, room.Row.Name)
        {
            Header = room.Row.Header,
            Epoch = room.Row.Epoch,
            Log = log,
            First = room.Row.Head + 1,
            Head = room.Row.Head,
            TableSum = PutTable(id, room.Table.Span),
            StateSum = PutState(id, room.State.Span),
            AcksSum = room.Acks.Aggregate(0L, (sum, ack) => sum ^ Put(log, ack)),
            Touched = room.Row.Touched,
            Pruned = room.Row.Head,
        });
        EndRecords(_meta);
        transaction.Commit();
    }
}
