using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>The newest input of each seat. Volatile: neither saved nor undone.</summary>
internal sealed class Inputs(int seats)
{
    private readonly Slot[] _slots = new Slot[seats];

    /// <summary>The last input that could not be read, as a sentence; for whoever looks, who then clears it.</summary>
    public string? Misfit { get; set; }

    /// <summary>The number of a seat's newest input, 0 before the first.</summary>
    public long Number(int seat) => _slots[seat].N;

    /// <summary>Keeps an input; an older one than the newest is dropped.</summary>
    public void Set(int seat, long n, RawJson data)
    {
        if (n > _slots[seat].N) _slots[seat] = new Slot { N = n, Data = data };
    }

    /// <summary>Forgets what a seat's player did; the next one starts from nothing.</summary>
    public void Clear(int seat) => _slots[seat] = default;

    /// <summary>The newest input; the default if there is none or it does not fit.</summary>
    public T? Get<T>(int seat)
    {
        ref var slot = ref _slots[seat];
        if (slot.N == 0) return default;
        if (slot.ReadAs != typeof(T)) (slot.ReadAs, slot.Value) = (typeof(T), Read<T>(seat, slot.Data));
        return (T?)slot.Value;
    }

    private T? Read<T>(int seat, RawJson data)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(data.Text.Span, GameJson.Strict);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NotSupportedException)
        {
            Misfit = $"The input {data} of seat {seat} does not fit {typeof(T).Name}: {e.Message}";
            return default; // A player's fault, and no game's.
        }
    }

    private struct Slot
    {
        public long N;
        public RawJson Data;

        // Read once, not at every tick.
        public Type? ReadAs;
        public object? Value;
    }
}
