namespace GameServer.Engine;

/// <summary>
/// Where texts that are kept for long lie side by side: few arrays instead of one for each, which every collection would visit and copy.
/// An array lives as long as the last of its texts. Used by one room's turn alone.
/// A mutable struct: keep it in a field that is not readonly.
/// </summary>
/// <param name="most">Bytes of an array, but for a text that is longer: so much may outlive its time for the sake of one that has not.</param>
internal struct ByteSlab(int most)
{
    // Who keeps little has small arrays; each is twice the one before.
    private const int Least = 128;

    private byte[] _array = [];
    private int _used;

    /// <summary>A copy of <paramref name="text"/>; nobody writes into these bytes any more.</summary>
    public ReadOnlyMemory<byte> Add(ReadOnlySpan<byte> text)
    {
        if (text.Length > _array.Length - _used)
        {
            _array = GC.AllocateUninitializedArray<byte>(Math.Max(text.Length, Math.Clamp(_array.Length * 2, Least, most)));
            _used = 0;
        }
        var added = _array.AsMemory(_used, text.Length);
        text.CopyTo(added.Span);
        _used += text.Length;
        return added;
    }
}
