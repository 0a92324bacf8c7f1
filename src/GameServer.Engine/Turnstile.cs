namespace GameServer.Engine;

/// <summary>
/// Lets one owner in at a time; whoever comes meanwhile makes the owner look again before it leaves, so no wake-up is lost.
/// Every entry and exit is an interlocked operation, hence a full fence: what was written before an entry is seen by the owner's next look.
/// A mutable struct: keep it in a field that is not readonly.
/// </summary>
internal struct Turnstile
{
    // 0: nobody inside. Else 1 + the entries since the owner's first.
    private int _entries;

    /// <summary>True: the caller is the owner now. False: there is one, and it will look again.</summary>
    public bool Enter() => Interlocked.Increment(ref _entries) == 1;

    /// <summary>True: the caller is the owner now. False: there is one, and it was not disturbed.</summary>
    public bool TryEnter() => Interlocked.CompareExchange(ref _entries, 1, 0) == 0;

    /// <summary>For the owner: what to hand to <see cref="TryLeave"/>, read before looking for work. For others: 0 while nobody is inside.</summary>
    public int Look() => Volatile.Read(ref _entries);

    /// <summary>For the owner: true, it left; false, somebody came since that look: look again.</summary>
    public bool TryLeave(int look) => Interlocked.CompareExchange(ref _entries, 0, look) == look;
}
