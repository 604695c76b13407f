using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Which execution provider runs which nodes of a session. ONNX Runtime tells it through its C interface alone.</summary>
internal static unsafe class GraphAssignment
{
    /// <summary>The entry of a session's settings that has ONNX Runtime write it down.</summary>
    public const string RecordKey = "session.record_ep_graph_assignment_info";

    // Places in the table OrtApi of onnxruntime_c_api.h, which only ever grows, and the first version of the interface that has them.
    private const int ReleaseStatus = 93, GetSubgraphs = 407, GetProvider = 408, GetNodes = 409, GetOperator = 412;
    private const uint FirstVersion = 24;

    private static readonly nint* Api = Find();

    /// <summary>Whether ONNX Runtime can tell.</summary>
    public static bool IsKnown => Api != null;

    /// <summary>How many nodes of which operator run elsewhere than on <paramref name="provider"/>; null where it cannot be told, or the session did not record it.</summary>
    public static SortedDictionary<string, int>? Elsewhere(InferenceSession session, string provider)
    {
        nint* subgraphs;
        nuint count;
        if (Api == null || !Succeeds(((delegate* unmanaged<nint, nint**, nuint*, nint>)Api[GetSubgraphs])(Handle(session), &subgraphs, &count)))
        {
            return null;
        }

        var found = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (nuint i = 0; i < count; i++)
        {
            nint name;
            nint* nodes;
            nuint length;
            if (!Succeeds(((delegate* unmanaged<nint, nint*, nint>)Api[GetProvider])(subgraphs[i], &name)) || !Succeeds(((delegate* unmanaged<nint, nint**, nuint*, nint>)Api[GetNodes])(subgraphs[i], &nodes, &length)))
            {
                return null;
            }

            for (nuint j = 0; j < length && Marshal.PtrToStringUTF8(name) != provider; j++)
            {
                nint type;
                if (!Succeeds(((delegate* unmanaged<nint, nint*, nint>)Api[GetOperator])(nodes[j], &type)))
                {
                    return null;
                }

                var operation = Marshal.PtrToStringUTF8(type)!;
                found[operation] = found.GetValueOrDefault(operation) + 1;
            }
        }

        return found;
    }

    /// <summary>"3 nodes: 2 Shape, 1 Gather".</summary>
    public static string Text(IReadOnlyDictionary<string, int> nodes) =>
        $"{nodes.Values.Sum()} {(nodes.Values.Sum() == 1 ? "node" : "nodes")}: {string.Join(", ", nodes.OrderByDescending(node => node.Value).ThenBy(node => node.Key, StringComparer.Ordinal).Select(node => $"{node.Value} {node.Key}"))}";

    private static bool Succeeds(nint status)
    {
        if (status == 0)
        {
            return true;
        }

        ((delegate* unmanaged<nint, void>)Api[ReleaseStatus])(status);
        return false;
    }

    /// <summary>Null for an older ONNX Runtime.</summary>
    private static nint* Find()
    {
        // The C# library has loaded it under this name, from wherever it was.
        if (typeof(InferenceSession).GetField("_nativeHandle", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic) is null
            || !NativeLibrary.TryLoad("onnxruntime", typeof(InferenceSession).Assembly, null, out var library) || !NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var getBase))
        {
            return null;
        }

        var getApi = (delegate* unmanaged<uint, nint>)((delegate* unmanaged<nint*>)getBase)()[0];
        return (nint*)getApi(FirstVersion);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_nativeHandle")]
    private static extern ref nint HandleOf(InferenceSession session);

    private static nint Handle(InferenceSession session) => HandleOf(session);
}
