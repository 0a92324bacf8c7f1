namespace GameServer.Engine;

/// <summary>A growing circular list: appended at the end, forgotten at the start, indexed in between. Not thread-safe.</summary>
internal sealed class Ring<T>
{
    private T[] _items = [];
    private int _start;

    /// <summary>Items held.</summary>
    public int Count { get; private set; }

    /// <summary>The item at <paramref name="index"/>, 0 being the oldest.</summary>
    public T this[int index] => _items[(_start + index) & (_items.Length - 1)];

    public void Add(T item)
    {
        if (Count == _items.Length) Grow();
        _items[(_start + Count++) & (_items.Length - 1)] = item;
    }

    /// <summary>Forgets and returns the oldest item; there must be one.</summary>
    public T RemoveFirst()
    {
        var first = _items[_start];
        _items[_start] = default!;
        _start = (_start + 1) & (_items.Length - 1);
        Count--;
        return first;
    }

    private void Grow()
    {
        var larger = new T[Math.Max(8, _items.Length * 2)];
        for (var i = 0; i < Count; i++) larger[i] = this[i];
        (_items, _start) = (larger, 0);
    }
}
