using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using GameServer.Engine;

namespace GameServer.Tests.Guards;

/// <summary>
/// What the engine is compiled against. A simulation replays it from a seed only while nothing in it asks a clock, a
/// thread or chance by itself; the analyzer says so while it is written, this says so of what was built.
/// </summary>
public class EngineReferenceTests
{
    private static readonly string[] Banned =
    [
        "DateTime.get_Now", "DateTime.get_UtcNow", "DateTime.get_Today", "DateTimeOffset.get_Now", "DateTimeOffset.get_UtcNow",
        "Environment.get_TickCount", "Environment.get_TickCount64", "Random.get_Shared", "Random..ctor", "Guid.NewGuid",
        "Task.Run", "Task.Delay", "Task.ConfigureAwait", "Task`1.ConfigureAwait", "ValueTask.ConfigureAwait", "ValueTask`1.ConfigureAwait",
        "TaskFactory.StartNew", "ThreadPool.QueueUserWorkItem", "ThreadPool.UnsafeQueueUserWorkItem",
        "ChannelReader`1.ReadAllAsync", "Thread.Sleep", "Thread..ctor", "Timer..ctor", "PeriodicTimer..ctor",
        "Stopwatch.GetTimestamp", "Stopwatch.StartNew", "Stopwatch..ctor", "RandomNumberGenerator.Fill", "RandomNumberGenerator.GetBytes",
    ];

    [Fact]
    public void The_engine_knows_no_web_server_and_no_database()
    {
        var references = typeof(Node).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);

        references.Should().OnlyContain(name => name == "GameServer.Protocol" || name.StartsWith("System.", StringComparison.Ordinal))
            .And.NotContain(name => name.StartsWith("System.Data", StringComparison.Ordinal) || name.StartsWith("System.Net", StringComparison.Ordinal));
    }

    [Fact]
    public void The_engine_reaches_clock_chance_and_threads_through_interfaces_alone() =>
        CalledBy(typeof(Node).Assembly).Should().NotIntersectWith(Banned);

    [Fact]
    public void The_list_of_calls_is_read_from_the_assembly() =>
        CalledBy(typeof(EngineReferenceTests).Assembly).Should().Contain("File.OpenRead", "this test calls it");

    private static HashSet<string> CalledBy(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var reader = file.GetMetadataReader();
        return [.. reader.MemberReferences
            .Select(reader.GetMemberReference)
            .Select(member => $"{TypeName(reader, member.Parent)}.{reader.GetString(member.Name)}")];
    }

    private static string TypeName(MetadataReader reader, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => reader.GetString(reader.GetTypeReference((TypeReferenceHandle)parent).Name),
        HandleKind.TypeSpecification => GenericName(reader, reader.GetTypeSpecification((TypeSpecificationHandle)parent)),
        _ => "",
    };

    /// <summary>The open type's name of <c>GENERICINST CLASS|VALUETYPE type ...</c> (ECMA-335 II.23.2.14).</summary>
    private static string GenericName(MetadataReader reader, TypeSpecification specification)
    {
        var signature = reader.GetBlobReader(specification.Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance) return "";
        signature.ReadCompressedInteger();
        var type = signature.ReadTypeHandle();
        return type.Kind == HandleKind.TypeReference ? TypeName(reader, type) : "";
    }
}
