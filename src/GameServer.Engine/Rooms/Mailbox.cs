using System.Diagnostics.CodeAnalysis;

namespace GameServer.Engine;

/// <summary>
/// What a room has to do, oldest first: posted by anybody, taken by the room's turn alone. A list through the work itself, so an idle room's is two words.
/// Posted is a stack that grows by compare-and-exchange (R. K. Treiber, "Systems Programming: Coping with Parallelism", 1986); the turn takes all of it
/// at once, so that nobody meets an element that is gone, and turns it round.
/// A mutable struct: keep it in a field that is not readonly.
/// </summary>
internal struct Mailbox
{
    private RoomWork? _posted; // the newest
    private RoomWork? _taken;  // the oldest; the turn's

    /// <summary>Whether there is nothing to take. The room's turn.</summary>
    public readonly bool IsEmpty => _taken is null && Volatile.Read(in _posted) is null;

    /// <summary>Adds work that stands in no mailbox. Any thread.</summary>
    public void Post(RoomWork work)
    {
        RoomWork? before;
        do work.Next = before = Volatile.Read(in _posted);
        while (Interlocked.CompareExchange(ref _posted, work, before) != before);
    }

    /// <summary>Takes the oldest. The room's turn.</summary>
    public bool TryTake([MaybeNullWhen(false)] out RoomWork work)
    {
        if (_taken is null) TakePosted();
        work = _taken;
        if (work is null) return false;
        _taken = work.Next;
        work.Next = null; // it keeps alive nothing that came after it
        return true;
    }

    private void TakePosted()
    {
        for (var work = Interlocked.Exchange(ref _posted, null); work is not null;)
        {
            var older = work.Next;
            work.Next = _taken;
            _taken = work;
            work = older;
        }
    }
}
