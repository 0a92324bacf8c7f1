using System.Buffers.Binary;
using GameServer.Engine;
using Microsoft.Win32.SafeHandles;

namespace GameServer.Journals;

/// <summary>
/// The journal's head, kept outside the database (JRN-3): a database that ends below it has lost what somebody may have seen.
/// Two slots, written in turn, so that a torn write leaves the other; one write per group commit and no fsync,
/// as it guards against a shortened database, not against a power loss: a mark that is behind says nothing.
/// </summary>
internal sealed class HeadMark : IDisposable
{
    // Each in its own block, so that no single write touches both.
    private const int SlotDistance = 4_096;
    private const int SlotBytes = 40;
    private const long Magic = 0x314B_5241_4D53_4752; // "RGSMARK1"

    private readonly SafeFileHandle _file;
    private readonly SqliteFiles _files;
    private readonly RecordSum _sum = new();
    private readonly byte[] _slot = new byte[SlotBytes];

    /// <summary>Opens the mark, or makes one without a readable slot.</summary>
    /// <exception cref="JournalException">It cannot be opened for writing.</exception>
    public HeadMark(SqliteFiles files)
    {
        _files = files;
        try
        {
            _file = File.OpenHandle(files.Mark, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    /// <summary>The newest position a readable slot holds; null without one.</summary>
    public Position? Read()
    {
        var (even, odd) = (ReadSlot(0), ReadSlot(1));
        return even?.Batch > odd?.Batch || odd is null ? even : odd;
    }

    /// <summary>Notes that the database has come to <paramref name="position"/>.</summary>
    /// <exception cref="JournalException">The file cannot be written.</exception>
    public void Write(Position position)
    {
        try
        {
            Fill(position);
            RandomAccess.Write(_file, _slot, SlotDistance * (position.Batch & 1));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    /// <summary>Begins anew at <paramref name="position"/>, in both slots and on the disk.</summary>
    /// <exception cref="JournalException">The file cannot be written.</exception>
    public void Reset(Position position)
    {
        try
        {
            Fill(position);
            RandomAccess.Write(_file, _slot, SlotDistance);
            RandomAccess.Write(_file, _slot, 0);
            RandomAccess.FlushToDisk(_file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    public void Dispose() => _file.Dispose();

    private Position? ReadSlot(int slot)
    {
        try
        {
            if (RandomAccess.Read(_file, _slot, slot * SlotDistance) < SlotBytes) return null;
        }
        catch (IOException)
        {
            return null; // What cannot be read is no mark.
        }

        var position = new Position(Field(1), Field(2), Field(3));
        return Field(0) == Magic && Field(4) == Checksum(position) ? position : null;
    }

    private void Fill(Position position)
    {
        Field(0, Magic);
        Field(1, position.Journal);
        Field(2, position.Batch);
        Field(3, position.Chain);
        Field(4, Checksum(position));
    }

    private long Field(int index) => BinaryPrimitives.ReadInt64LittleEndian(_slot.AsSpan(index * sizeof(long)));

    private void Field(int index, long value) => BinaryPrimitives.WriteInt64LittleEndian(_slot.AsSpan(index * sizeof(long)), value);

    private long Checksum(Position position) => _sum.Of('h').Add(position.Journal).Add(position.Batch).Add(position.Chain).Value;

    private JournalException Failed(Exception e) => new(JournalFault.Io,
        $"The journal's mark {_files.Mark} cannot be written ({e.Message}) Make the folder and its files writable for the user this server runs as.", e);

    /// <summary>A place in a journal's history.</summary>
    /// <param name="Journal">The journal's own random id: a mark of another one says nothing about this.</param>
    /// <param name="Batch">The number of the last durable batch.</param>
    /// <param name="Chain">The checksum over all batches up to it.</param>
    public readonly record struct Position(long Journal, long Batch, long Chain);
}
