using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>The newest input of each seat. Volatile: neither saved nor undone.</summary>
internal sealed class Inputs(int seats)
{
    private readonly Slot[] _slots = new Slot[seats];

    /// <summary>The last input that could not be read; for whoever looks, who then clears it.</summary>
    public Misfit? Misfit { get; set; }

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
            Misfit = new Misfit($"The input {data} of seat {seat} does not fit {typeof(T).Name}: {e.Message}", Misfit.Look<T>());
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

/// <summary>An input that its game cannot read.</summary>
/// <param name="Sentence">With what was sent: for the game's tests.</param>
/// <param name="Expected">What it is read as. For the log, where nothing stands that a player sent.</param>
internal sealed record Misfit(string Sentence, string Expected)
{
    /// <summary>A type and how its value is written: <c>Stick {"x":0,"y":0}</c>.</summary>
    public static string Look<T>()
    {
        try
        {
            return default(T) is null ? typeof(T).Name : $"{typeof(T).Name} {JsonSerializer.Serialize(default(T), GameJson.Public)}";
        }
        catch (Exception) // What cannot be written has a name all the same.
        {
            return typeof(T).Name;
        }
    }
}
