using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace GameServer.Tests.Guards;

/// <summary>
/// What the engine is compiled against. A simulation replays it from a seed only while nothing in it asks a clock, a
/// thread or chance by itself; the analyzer says so while it is written, this says so of what was built.
/// </summary>
public class EngineReferenceTests
{
    private static readonly string Engine = Repository.Built("GameServer.Engine");

    private static readonly string[] Banned =
    [
        "DateTime.get_Now", "DateTime.get_UtcNow", "DateTime.get_Today", "DateTimeOffset.get_Now", "DateTimeOffset.get_UtcNow",
        "Environment.get_TickCount", "Environment.get_TickCount64", "Random.get_Shared", "Random..ctor", "Guid.NewGuid",
        "Task.Run", "Task.Delay", "Task.WaitAsync", "Task`1.WaitAsync",
        "Task.ConfigureAwait", "Task`1.ConfigureAwait", "ValueTask.ConfigureAwait", "ValueTask`1.ConfigureAwait",
        "TaskFactory.StartNew", "ThreadPool.QueueUserWorkItem", "ThreadPool.UnsafeQueueUserWorkItem",
        "ChannelReader`1.ReadAllAsync", "Thread.Sleep", "Thread..ctor", "Timer..ctor", "PeriodicTimer..ctor",
        "Stopwatch.GetTimestamp", "Stopwatch.StartNew", "Stopwatch..ctor", "RandomNumberGenerator.Fill", "RandomNumberGenerator.GetBytes",
    ];

    [Fact]
    public void The_engine_knows_no_web_server_and_no_database()
    {
        using var file = new PEReader(File.OpenRead(Engine));
        var reader = file.GetMetadataReader();

        var references = reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name)).ToArray();

        references.Should().OnlyContain(name => name == "GameServer.Protocol" || name.StartsWith("System.", StringComparison.Ordinal))
            .And.NotContain(name => name.StartsWith("System.Data", StringComparison.Ordinal) || name.StartsWith("System.Net", StringComparison.Ordinal));
    }

    [Fact]
    public void The_engine_reaches_clock_chance_and_threads_through_interfaces_alone() =>
        CalledBy(Engine).Should().NotIntersectWith(Banned);

    [Fact]
    public void The_list_of_calls_is_read_from_the_assembly() =>
        CalledBy(typeof(EngineReferenceTests).Assembly.Location).Should().Contain("File.OpenRead", "this test calls it");

    /// <summary>Every method the assembly calls, as <c>Type.Method</c>; one that is given a TimeProvider is marked as such.</summary>
    private static HashSet<string> CalledBy(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var reader = file.GetMetadataReader();
        return [.. reader.MemberReferences
            .Select(reader.GetMemberReference)
            .Where(member => member.GetKind() == MemberReferenceKind.Method)
            .Select(member =>
            {
                var parameters = member.DecodeMethodSignature(TypeNames.Instance, null).ParameterTypes;
                return $"{TypeNames.Of(reader, member.Parent)}.{reader.GetString(member.Name)}{(parameters.Contains("TimeProvider") ? "(TimeProvider)" : "")}";
            })];
    }

    /// <summary>The plain name of each type in a signature.</summary>
    private sealed class TypeNames : ISignatureTypeProvider<string, object?>
    {
        public static readonly TypeNames Instance = new();

        public static string Of(MetadataReader reader, EntityHandle type) => type.Kind switch
        {
            HandleKind.TypeReference => reader.GetString(reader.GetTypeReference((TypeReferenceHandle)type).Name),
            HandleKind.TypeSpecification => reader.GetTypeSpecification((TypeSpecificationHandle)type).DecodeSignature(Instance, null),
            _ => "",
        };

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Of(reader, handle);
        public string GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) => Of(reader, handle);
        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => "";
        public string GetGenericInstantiation(string genericType, System.Collections.Immutable.ImmutableArray<string> arguments) => genericType;
        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "";
        public string GetGenericMethodParameter(object? context, int index) => "";
        public string GetGenericTypeParameter(object? context, int index) => "";
        public string GetFunctionPointerType(MethodSignature<string> signature) => "";
        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;
        public string GetArrayType(string elementType, ArrayShape shape) => elementType;
        public string GetSZArrayType(string elementType) => elementType;
        public string GetByReferenceType(string elementType) => elementType;
        public string GetPointerType(string elementType) => elementType;
        public string GetPinnedType(string elementType) => elementType;
    }
}
