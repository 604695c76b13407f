using System.ComponentModel;

namespace System.Runtime.CompilerServices;

/// <summary>What compilers ask for where a property is set once; .NET Standard does not have it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
internal static class IsExternalInit;
